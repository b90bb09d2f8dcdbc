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

/** A sample has so many bilinear taps each way that they leave out little between samples. */
const TAP_PX = 2.5;
const MOST_TAPS = 3;

/** Places in a face's grid and how far apart they lie, in its steps. */
export interface GridPlaces {
  readonly u: Float32Array;
  readonly v: Float32Array;
  apart: number;
}

/**
 * Samples the frame at all `places` of a face that lies at `face`: each the mean of the square
 * around it. All must lie inside the picture. The loops are in one function since they are most of
 * what an alignment costs.
 */
export function sampleFace(
  { pixels, width }: GrayImage,
  face: Similarity,
  places: GridPlaces,
  into: Float32Array,
): void {
  const { u, v } = places;
  const { x, y, re, im } = face;
  const apartPx = face.scale * places.apart;
  const taps = Math.min(MOST_TAPS, Math.max(1, Math.floor(apartPx / TAP_PX)));
  const tapPx = apartPx / taps;
  const first = ((1 - taps) / 2) * tapPx - 0.5;
  const share = 1 / (taps * taps);
  for (let i = 0; i < into.length; i++) {
    const left = x + re * u[i]! - im * v[i]! + first;
    const top = y + im * u[i]! + re * v[i]! + first;
    let sum = 0;
    for (let row = 0; row < taps; row++) {
      const py = top + row * tapPx;
      const above = py | 0;
      const fy = py - above;
      for (let column = 0; column < taps; column++) {
        const px = left + column * tapPx;
        const before = px | 0;
        const fx = px - before;
        const at = above * width + before;
        const upper = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx;
        const below = at + width;
        const lower = pixels[below]! + (pixels[below + 1]! - pixels[below]!) * fx;
        sum += upper + (lower - upper) * fy;
      }
    }
    into[i] = sum * share;
  }
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
