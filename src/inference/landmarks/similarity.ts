import type { Point } from '../../core/face.js';
import type { GrayImage } from '../crop/area-resize.js';

/** Mean and standard deviation of a face's grays. */
export interface Moments {
  mean: number;
  deviation: number;
}

/**
 * Shift, scale and roll from a face's own grid to pixels of the frame: u + iv comes to lie at
 * (re + i·im)·(u + iv) + x + iy.
 */
export class Similarity {
  x = 0;
  y = 0;
  re = 1;
  im = 0;

  /** Pixels of the frame per step of the grid. */
  get scale(): number {
    return Math.hypot(this.re, this.im);
  }

  set(other: Similarity): void {
    this.x = other.x;
    this.y = other.y;
    this.re = other.re;
    this.im = other.im;
  }

  /** Goes back by a step of the grid: (scale − 1, turn, right, down). */
  compose(step: ArrayLike<number>): void {
    const [a, b, right, down] = [1 + step[0]!, step[1]!, step[2]!, step[3]!];
    const squared = a * a + b * b;
    const re = (this.re * a + this.im * b) / squared;
    const im = (this.im * a - this.re * b) / squared;
    this.re = re;
    this.im = im;
    this.x -= re * right - im * down;
    this.y -= im * right + re * down;
  }
}

/** The points of a face that has moved from one place to another. */
export function movePoints(points: readonly Point[], from: Similarity, to: Similarity): Point[] {
  const squared = from.re ** 2 + from.im ** 2;
  const re = (to.re * from.re + to.im * from.im) / squared;
  const im = (to.im * from.re - to.re * from.im) / squared;
  return points.map(([x, y]): Point => {
    const [dx, dy] = [x - from.x, y - from.y];
    return [to.x + re * dx - im * dy, to.y + im * dx + re * dy];
  });
}

/** Gray between four pixels' centres; the place must lie a pixel inside the picture. */
function grayAt({ pixels, width }: GrayImage, x: number, y: number): number {
  const px = x - 0.5;
  const py = y - 0.5;
  const left = px | 0;
  const top = py | 0;
  const fx = px - left;
  const at = top * width + left;
  const above = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx;
  const below = pixels[at + width]! + (pixels[at + width + 1]! - pixels[at + width]!) * fx;
  return above + (below - above) * (py - top);
}

/** Pixels of the frame between two samples' taps, at most about: bilinear taps reach over two. */
const TAP_PX = 2.5;
const MOST_TAPS = 3;

/** Taps each way that a sample needs where the samples lie `stepPx` apart. */
export function tapsFor(stepPx: number): number {
  return Math.min(MOST_TAPS, Math.max(1, Math.floor(stepPx / TAP_PX)));
}

/** Mean gray around a place, from `taps` × `taps` of a square of `stepPx`. */
export function meanAt(
  frame: GrayImage,
  x: number,
  y: number,
  stepPx: number,
  taps: number,
): number {
  if (taps === 1) return grayAt(frame, x, y);
  const apart = stepPx / taps;
  const from = (1 - taps) / 2;
  let sum = 0;
  for (let row = 0; row < taps; row++) {
    for (let column = 0; column < taps; column++) {
      sum += grayAt(frame, x + (from + column) * apart, y + (from + row) * apart);
    }
  }
  return sum / (taps * taps);
}

/** Inverts a positive definite matrix (row by row) in place; false where it is none. */
export function invertMatrix(matrix: Float64Array, size: number): boolean {
  for (let pivot = 0; pivot < size; pivot++) {
    const value = matrix[pivot * size + pivot]!;
    if (!(value > 1e-9)) return false;
    matrix[pivot * size + pivot] = 1;
    for (let column = 0; column < size; column++) matrix[pivot * size + column]! /= value;
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = matrix[row * size + pivot]!;
      matrix[row * size + pivot] = 0;
      for (let column = 0; column < size; column++) {
        matrix[row * size + column]! -= factor * matrix[pivot * size + column]!;
      }
    }
  }
  return true;
}
