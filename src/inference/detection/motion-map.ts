import type { Box } from '../../core/box.js';
import type { GrayImage } from '../crop/area-resize.js';

const CELL_PX = 16;
/**
 * Every second pixel of a cell's every eighth row, 16 samples a cell: few rows, since reading from
 * memory is what this costs.
 */
const COLUMN_STEP_PX = 2;
const ROW_STEP_PX = 8;
/**
 * Change of a cell's mean, gray levels, that counts as motion; noise of 6 a pixel moves it by 1.5.
 */
const MOTION_GRAY = 5;
/** Faces may have come, gone and changed places in such a time. */
const LONG_GAP_MS = 2000;
/** A frame in which most cells differ from the last one … */
const CHANGED_SHARE = 0.6;
/** … and several times as many as in the frames before: a moving camera changes all of them. */
const SUDDEN_RATIO = 2;
const RECENT_WEIGHT = 0.3;
/**
 * Correlation of two frames' cells below which they show different scenes. Hard cuts of two films
 * lie between −0.4 and 0.42, jumps of a camera's exposure at 1.
 */
const SAME_SCENE_CORRELATION = 0.6;

/**
 * How a frame continues the last one: `start`, nothing is known of the moment before; `cut`, it
 * shows another scene; `light`, all of the same scene has changed at once; `same`, none of these.
 */
export type Continuity = 'start' | 'cut' | 'light' | 'same';

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
  /** The latest of each row. */
  #rowChangedAtMs = new Float64Array(0);
  /** Cells of the last frame and of this one. */
  #last = new Float32Array(0);
  #now = new Float32Array(0);
  /** Usual share of cells that differ from one frame to the next. */
  #recentShare = 0;
  #updatedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * Takes a frame. It is a `start` when it is the first one, has another size, or comes after a
   * long gap, over which also an unchanged picture says nothing.
   */
  update(frame: GrayImage, timeMs: number): Continuity {
    const sameSize = frame.width === this.#width && frame.height === this.#height;
    const fresh = !sameSize || timeMs - this.#updatedAtMs > LONG_GAP_MS;
    if (!sameSize) this.#begin(frame);
    this.#updatedAtMs = timeMs;
    [this.#last, this.#now] = [this.#now, this.#last];
    for (let row = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++) {
        const cell = row * this.#columns + column;
        const mean = cellMean(frame, column * CELL_PX, row * CELL_PX);
        this.#now[cell] = mean;
        if (!fresh && Math.abs(mean - this.#means[cell]!) < MOTION_GRAY) continue;
        this.#means[cell] = mean;
        this.#changedAtMs[cell] = timeMs;
        this.#rowChangedAtMs[row] = timeMs;
      }
    }
    if (fresh) this.#recentShare = 0;
    return fresh ? 'start' : this.#continuity();
  }

  #continuity(): Continuity {
    const share = changedShare(this.#last, this.#now);
    const isSudden = share >= CHANGED_SHARE && share >= SUDDEN_RATIO * this.#recentShare;
    this.#recentShare += RECENT_WEIGHT * (share - this.#recentShare);
    if (!isSudden) return 'same';
    return correlation(this.#last, this.#now) < SAME_SCENE_CORRELATION ? 'cut' : 'light';
  }

  /**
   * The rectangle around the cells of `region` that changed after `timeMs`, outside `except`; null
   * if none did.
   */
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
      if (this.#rowChangedAtMs[row]! <= timeMs) continue;
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
    this.#last = new Float32Array(this.#columns * this.#rows);
    this.#now = new Float32Array(this.#columns * this.#rows);
    this.#changedAtMs = new Float64Array(this.#columns * this.#rows);
    this.#rowChangedAtMs = new Float64Array(this.#rows);
  }
}

function cellMean(frame: GrayImage, left: number, top: number): number {
  const right = Math.min(frame.width, left + CELL_PX);
  const bottom = Math.min(frame.height, top + CELL_PX);
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += ROW_STEP_PX) {
    const row = y * frame.width;
    for (let x = left; x < right; x += COLUMN_STEP_PX) {
      sum += frame.pixels[row + x]!;
      count++;
    }
  }
  return sum / count;
}

/** Share of the cells that differ by motion's least change. */
function changedShare(before: Float32Array, after: Float32Array): number {
  let changed = 0;
  for (let i = 0; i < after.length; i++) {
    if (Math.abs(after[i]! - before[i]!) >= MOTION_GRAY) changed++;
  }
  return changed / after.length;
}

/** Pearson's correlation; 0 where one of the pictures has one gray only. */
function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - meanA, b[i]! - meanB];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

function insideAny(x: number, y: number, boxes: readonly Box[]): boolean {
  for (const box of boxes) {
    if (x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height) return true;
  }
  return false;
}
