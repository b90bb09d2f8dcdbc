import type { Box } from '../../core/box.js';
import type { GrayImage } from '../crop/area-resize.js';

const CELL_PX = 16;
/** Every fourth pixel of a cell's every fourth row: 16 samples a cell. */
const SAMPLE_STEP_PX = 4;
/** Change of a cell's mean, gray levels, that counts as motion; noise of 6 a pixel moves it by 1.5. */
const MOTION_GRAY = 5;
/** Faces may have come, gone and changed places in such a time. */
const LONG_GAP_MS = 2000;

/**
 * Remembers for each cell of 16×16 pixels when its mean gray last changed, from a sixteenth of the
 * pixels. A cell is compared with what it was at its last change, so that slow drift is seen too.
 */
export class MotionMap {
  #width = 0;
  #height = 0;
  #columns = 0;
  #rows = 0;
  #means = new Float32Array(0);
  #changedAtMs = new Float64Array(0);
  #updatedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * Takes a frame; true when nothing is known of what was there just before: the first frame, one of
   * another size, or one after a long gap, over which also an unchanged picture says nothing.
   */
  update(frame: GrayImage, timeMs: number): boolean {
    const sameSize = frame.width === this.#width && frame.height === this.#height;
    const fresh = !sameSize || timeMs - this.#updatedAtMs > LONG_GAP_MS;
    if (!sameSize) this.#begin(frame);
    this.#updatedAtMs = timeMs;
    for (let row = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++) {
        const cell = row * this.#columns + column;
        const mean = cellMean(frame, column * CELL_PX, row * CELL_PX);
        if (!fresh && Math.abs(mean - this.#means[cell]!) < MOTION_GRAY) continue;
        this.#means[cell] = mean;
        this.#changedAtMs[cell] = timeMs;
      }
    }
    return fresh;
  }

  /** The rectangle around the cells of `region` that changed after `timeMs`, outside `except`; null if none did. */
  changedSince(region: Box, timeMs: number, except: readonly Box[]): Box | null {
    const left = Math.max(0, Math.floor(region.x / CELL_PX));
    const top = Math.max(0, Math.floor(region.y / CELL_PX));
    const right = Math.min(this.#columns, Math.ceil((region.x + region.width) / CELL_PX));
    const bottom = Math.min(this.#rows, Math.ceil((region.y + region.height) / CELL_PX));
    let minColumn = right;
    let maxColumn = -1;
    let minRow = bottom;
    let maxRow = -1;
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        if (this.#changedAtMs[row * this.#columns + column]! <= timeMs) continue;
        if (insideAny((column + 0.5) * CELL_PX, (row + 0.5) * CELL_PX, except)) continue;
        minColumn = Math.min(minColumn, column);
        maxColumn = Math.max(maxColumn, column);
        minRow = Math.min(minRow, row);
        maxRow = row;
      }
    }
    if (maxColumn < 0) return null;
    return {
      x: minColumn * CELL_PX,
      y: minRow * CELL_PX,
      width: (maxColumn - minColumn + 1) * CELL_PX,
      height: (maxRow - minRow + 1) * CELL_PX,
    };
  }

  #begin(frame: GrayImage): void {
    this.#width = frame.width;
    this.#height = frame.height;
    this.#columns = Math.ceil(frame.width / CELL_PX);
    this.#rows = Math.ceil(frame.height / CELL_PX);
    this.#means = new Float32Array(this.#columns * this.#rows);
    this.#changedAtMs = new Float64Array(this.#columns * this.#rows);
  }
}

function cellMean(frame: GrayImage, left: number, top: number): number {
  const right = Math.min(frame.width, left + CELL_PX);
  const bottom = Math.min(frame.height, top + CELL_PX);
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += SAMPLE_STEP_PX) {
    const row = y * frame.width;
    for (let x = left; x < right; x += SAMPLE_STEP_PX) {
      sum += frame.pixels[row + x]!;
      count++;
    }
  }
  return sum / count;
}

function insideAny(x: number, y: number, boxes: readonly Box[]): boolean {
  for (const box of boxes) {
    if (x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height) return true;
  }
  return false;
}
