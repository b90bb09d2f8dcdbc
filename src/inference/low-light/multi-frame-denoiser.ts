import type { GrayImage } from '../crop/area-resize.js';
import {
  BLOCK,
  differenceInPlace,
  matchBlock,
  QUARTER,
  type QuarterPicture,
} from './block-matching.js';

/** Side of a block in pixels of the frame. */
const BLOCK_PX = BLOCK * QUARTER;
/** Frames merged at most: 0.8 s at 15 a second. */
const MOST_FRAMES = 12;
/** A block has moved where it differs more than usual by this factor … */
const MOVED = 1.5;
/** … and is found again where it differs less than that. */
const FOUND = 1.8;
/** Least difference of quarter pixels that counts at all: less is the JPEG's doing. */
const LEAST_DIFFERENCE = 0.5;
/**
 * Most that is usual, in noise of a pixel, of which 0.3 is expected: where more than half of the
 * picture changes, the usual difference is no measure of the noise.
 */
const MOST_USUAL = 1;
/** When so large a share of the blocks is not found again, it is another picture. */
const OTHER_PICTURE = 0.6;

/**
 * Merges the exposures of successive frames into one with less noise: every block of 16×16 pixels
 * is averaged with itself in the frames before, looked for where it came from. What is not found
 * again starts again, so that nothing smears.
 */
export class MultiFrameDenoiser {
  #width = 0;
  #height = 0;
  #merged = new Float32Array(0);
  #next = new Float32Array(0);
  /** Frames in each block. */
  #depth = new Uint8Array(0);
  #now: QuarterPicture = { values: new Float32Array(0), width: 0, height: 0 };
  #before: QuarterPicture = { values: new Float32Array(0), width: 0, height: 0 };

  /** Grays of the merged picture, row by row; they stay as they are until the next `add`. */
  get values(): Float32Array {
    return this.#merged;
  }

  /** Frames merged on average. */
  get meanDepth(): number {
    let sum = 0;
    for (const depth of this.#depth) sum += depth;
    return this.#depth.length === 0 ? 0 : sum / this.#depth.length;
  }

  /** Forgets everything and gives the memory back. */
  reset(): void {
    this.#begin(0, 0);
  }

  /** Takes a frame; `noise` is the standard deviation of its pixels' noise, gray levels. */
  add(frame: GrayImage, noise: number): void {
    const isFirst = frame.width !== this.#width || frame.height !== this.#height;
    if (isFirst) this.#begin(frame.width, frame.height);
    shrink(frame.pixels, frame.width, this.#now);
    if (isFirst) this.#startOver(frame);
    else this.#merge(frame, noise);
    [this.#merged, this.#next] = [this.#next, this.#merged];
    shrink(this.#merged, frame.width, this.#before);
  }

  #merge(frame: GrayImage, noise: number): void {
    const { columns, rows } = this.#blocks();
    const inPlace = new Float32Array(columns * rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const i = row * columns + column;
        inPlace[i] = differenceInPlace(this.#now, this.#before, column, row);
      }
    }
    const usual = Math.max(LEAST_DIFFERENCE, Math.min(MOST_USUAL * noise, lowerQuartile(inPlace)));
    let lost = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const i = row * columns + column;
        let [dx, dy] = [0, 0];
        let isFound = true;
        if (inPlace[i]! > MOVED * usual) {
          const move = matchBlock(this.#now, this.#before, column, row);
          [dx, dy] = [move.dx, move.dy];
          isFound = move.difference <= FOUND * usual;
        }
        if (!isFound) lost++;
        const depth = isFound ? Math.min(MOST_FRAMES, this.#depth[i]! + 1) : 1;
        this.#depth[i] = depth;
        this.#blend(frame, column, row, dx, dy, 1 / depth);
      }
    }
    if (lost > OTHER_PICTURE * inPlace.length) this.#startOver(frame);
  }

  /** Writes a block of the next merged picture: `share` of it is this frame's. */
  #blend(
    { pixels, width, height }: GrayImage,
    column: number,
    row: number,
    dx: number,
    dy: number,
    share: number,
  ): void {
    const right = Math.min(width, (column + 1) * BLOCK_PX);
    const bottom = Math.min(height, (row + 1) * BLOCK_PX);
    const [merged, next] = [this.#merged, this.#next];
    if (dx === 0 && dy === 0) {
      // Nearly all blocks: without the clamping below they cost half.
      for (let y = row * BLOCK_PX; y < bottom; y++) {
        const end = y * width + right;
        for (let i = y * width + column * BLOCK_PX; i < end; i++) {
          const old = merged[i]!;
          next[i] = old + share * (pixels[i]! - old);
        }
      }
      return;
    }
    for (let y = row * BLOCK_PX; y < bottom; y++) {
      const fromRow = Math.min(height - 1, Math.max(0, y + dy)) * width;
      for (let x = column * BLOCK_PX; x < right; x++) {
        const old = merged[fromRow + Math.min(width - 1, Math.max(0, x + dx))]!;
        const i = y * width + x;
        next[i] = old + share * (pixels[i]! - old);
      }
    }
  }

  #startOver(frame: GrayImage): void {
    this.#depth.fill(1);
    this.#next.set(frame.pixels);
  }

  #blocks() {
    return {
      columns: Math.ceil(this.#width / BLOCK_PX),
      rows: Math.ceil(this.#height / BLOCK_PX),
    };
  }

  #begin(width: number, height: number): void {
    [this.#width, this.#height] = [width, height];
    this.#merged = new Float32Array(width * height);
    this.#next = new Float32Array(width * height);
    const { columns, rows } = this.#blocks();
    this.#depth = new Uint8Array(columns * rows);
    const size = { width: Math.ceil(width / QUARTER), height: Math.ceil(height / QUARTER) };
    this.#now = { values: new Float32Array(size.width * size.height), ...size };
    this.#before = { values: new Float32Array(size.width * size.height), ...size };
  }
}

/** Averages blocks of 4×4; those over the edge, what there is of them. */
function shrink(pixels: Uint8Array | Float32Array, width: number, into: QuarterPicture): void {
  const height = pixels.length / width;
  const { values } = into;
  for (let qy = 0; qy < into.height; qy++) {
    const first = qy * into.width;
    const bottom = Math.min(height, (qy + 1) * QUARTER);
    values.fill(0, first, first + into.width);
    for (let y = qy * QUARTER; y < bottom; y++) {
      let i = y * width;
      const whole = first + Math.floor(width / QUARTER);
      for (let q = first; q < whole; q++) {
        values[q] = values[q]! + pixels[i]! + pixels[i + 1]! + pixels[i + 2]! + pixels[i + 3]!;
        i += QUARTER;
      }
      for (; i < (y + 1) * width; i++) values[whole] = values[whole]! + pixels[i]!;
    }
    const rows = bottom - qy * QUARTER;
    for (let qx = 0; qx < into.width; qx++) {
      const columns = Math.min(width, (qx + 1) * QUARTER) - qx * QUARTER;
      values[first + qx] = values[first + qx]! / (rows * columns);
    }
  }
}

function lowerQuartile(values: Float32Array): number {
  return values.slice().sort()[values.length >> 2] ?? 0;
}
