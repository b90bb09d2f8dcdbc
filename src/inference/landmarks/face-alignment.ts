import type { Point } from '../../core/face.js';
import type { GrayImage } from '../crop/area-resize.js';
import { EyePatches } from './eye-patches.js';
import { regionOfPoints } from './landmark-region.js';
import {
  type GridPlaces,
  invertMatrix,
  type Moments,
  movePoints,
  Similarity,
  sampleFace,
} from './similarity.js';

/** Samples of the square around a face's points, each way; those in its inscribed circle count. */
const GRID = 24;
const HALF = (GRID - 1) / 2;
/** A step of the alignment that would move less than this, in steps of the grid, is the last. */
const SETTLED = 0.04;
const MOST_STEPS = 6;
/** Farther from where the face is expected, in steps of the grid, there is something else. */
const FARTHEST = 6;
/** A face of less contrast (standard deviation, gray levels) shows nothing to align by. */
const LEAST_CONTRAST = 6;
/** The most by which a face that is the same may differ, root mean square, in its contrasts. */
const MOST_CHANGE = 0.2;

/** Places of the square's samples, row by row, … */
const SQUARE = Array.from({ length: GRID * GRID }, (_, index) => ({
  index,
  u: (index % GRID) - HALF,
  v: Math.floor(index / GRID) - HALF,
}));
/** … and those within the circle. */
const CIRCLE = SQUARE.filter(({ u, v }) => Math.hypot(u, v) < HALF - 0.5);
const COUNT = CIRCLE.length;
const INDEX = Int32Array.from(CIRCLE, ({ index }) => index);
const SQUARE_PLACES = placesOf(SQUARE);
const CIRCLE_PLACES = placesOf(CIRCLE);
/** Scale, turn, right, down. */
const PARAMETERS = 4;

/**
 * Remembers how a face looked when its landmarks were located, and finds them in later frames by
 * shift, scale and roll (inverse compositional Lucas-Kanade: Baker & Matthews 2004), as long as
 * nothing else has changed, in the whole face or in an eye. The light may change. Costs less than a
 * tenth of a run of the landmark network and allocates nothing but the points.
 */
export class FaceAlignment {
  /** Grays of the face, of mean 0 and deviation 1. */
  readonly #face = new Float32Array(COUNT);
  readonly #now = new Float32Array(COUNT);
  readonly #square = new Float32Array(GRID * GRID);
  /** By how much each sample changes with each parameter, … */
  readonly #descent = new Float32Array(PARAMETERS * COUNT);
  /** … and the inverse of the sums of their products. */
  readonly #inverse = new Float64Array(PARAMETERS * PARAMETERS);
  readonly #step = new Float64Array(PARAMETERS);
  readonly #eyes = new EyePatches();
  readonly #template = new Similarity();
  readonly #place = new Similarity();
  readonly #moments: Moments = { mean: 0, deviation: 0 };
  #points: readonly Point[] | null = null;

  /** Remembers the face with these 68 points; it can't be followed if it lies at the edge. */
  take(frame: GrayImage, points: readonly Point[]): void {
    this.#points = null;
    placeAround(points, this.#template);
    this.#place.set(this.#template);
    if (!isInside(frame, this.#place)) return;
    sampleFace(frame, this.#template, SQUARE_PLACES, this.#square);
    if (!this.#prepare()) return;
    this.#eyes.take(frame, points, this.#template, this.#moments, HALF);
    this.#points = points;
  }

  /**
   * The points in `frame`, in which the face is expected to have moved by `shift` since the last
   * call; null where it is not found there or does not look as it did.
   */
  follow(frame: GrayImage, shift: Point): Point[] | null {
    if (this.#points === null) return null;
    const place = this.#place;
    place.x += shift[0];
    place.y += shift[1];
    const [fromX, fromY] = [place.x, place.y];
    for (let step = 0; step < MOST_STEPS; step++) {
      if (!isInside(frame, place)) return null;
      const change = this.#compare(frame);
      if (change > 1) return null;
      const moved = this.#solve();
      if (moved < SETTLED) {
        const isSame = change <= MOST_CHANGE && this.#eyes.areSame(frame, place, this.#moments);
        return isSame ? movePoints(this.#points, this.#template, place) : null;
      }
      place.compose(this.#step);
      if (Math.hypot(place.x - fromX, place.y - fromY) > FARTHEST * place.scale) return null;
    }
    return null;
  }

  /** False where the face has too little structure. */
  #prepare(): boolean {
    const [face, square, descent, moments] = [
      this.#face,
      this.#square,
      this.#descent,
      this.#moments,
    ];
    for (let i = 0; i < COUNT; i++) face[i] = square[INDEX[i]!]!;
    measure(face, moments);
    const { mean, deviation } = moments;
    if (deviation < LEAST_CONTRAST) return false;
    const sums = this.#inverse.fill(0);
    const { u, v } = CIRCLE_PLACES;
    for (let i = 0; i < COUNT; i++) {
      const at = INDEX[i]!;
      face[i] = (face[i]! - mean) / deviation;
      const right = (square[at + 1]! - square[at - 1]!) / (2 * deviation);
      const down = (square[at + GRID]! - square[at - GRID]!) / (2 * deviation);
      const o = PARAMETERS * i;
      descent[o] = right * u[i]! + down * v[i]!;
      descent[o + 1] = down * u[i]! - right * v[i]!;
      descent[o + 2] = right;
      descent[o + 3] = down;
      for (let a = 0; a < PARAMETERS; a++) {
        for (let b = 0; b < PARAMETERS; b++) {
          sums[PARAMETERS * a + b]! += descent[o + a]! * descent[o + b]!;
        }
      }
    }
    return invertMatrix(sums, PARAMETERS);
  }

  /** Samples the face where it is thought to be; root mean square of the difference. */
  #compare(frame: GrayImage): number {
    const [now, face, moments] = [this.#now, this.#face, this.#moments];
    sampleFace(frame, this.#place, CIRCLE_PLACES, now);
    measure(now, moments);
    const { mean, deviation } = moments;
    if (deviation < LEAST_CONTRAST) return Number.POSITIVE_INFINITY;
    let squares = 0;
    for (let i = 0; i < COUNT; i++) {
      const difference = (now[i]! - mean) / deviation - face[i]!;
      now[i] = difference;
      squares += difference * difference;
    }
    return Math.sqrt(squares / COUNT);
  }

  /** Finds the step that would explain the difference; by how many steps of the grid it moves. */
  #solve(): number {
    const [now, descent, step, inverse] = [this.#now, this.#descent, this.#step, this.#inverse];
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0, o = 0; i < COUNT; i++, o += PARAMETERS) {
      const difference = now[i]!;
      a += descent[o]! * difference;
      b += descent[o + 1]! * difference;
      c += descent[o + 2]! * difference;
      d += descent[o + 3]! * difference;
    }
    for (let p = 0; p < PARAMETERS; p++) {
      const o = PARAMETERS * p;
      step[p] = inverse[o]! * a + inverse[o + 1]! * b + inverse[o + 2]! * c + inverse[o + 3]! * d;
    }
    return Math.hypot(step[2]!, step[3]!) + HALF * Math.hypot(step[0]!, step[1]!);
  }
}

function placesOf(samples: readonly { readonly u: number; readonly v: number }[]): GridPlaces {
  const u = Float32Array.from(samples, (sample) => sample.u);
  return { u, v: Float32Array.from(samples, (sample) => sample.v), apart: 1 };
}

/** The square around the points. */
function placeAround(points: readonly Point[], into: Similarity): void {
  const { x, y, width } = regionOfPoints(points, 1);
  into.x = x + width / 2;
  into.y = y + width / 2;
  into.re = width / (GRID - 1);
  into.im = 0;
}

/** Whether all samples and their neighbours lie in the picture, at any roll. */
function isInside({ width, height }: GrayImage, { x, y, scale }: Similarity): boolean {
  const reach = (HALF + 1) * scale + 1;
  return x >= reach && y >= reach && x < width - reach && y < height - reach;
}

function measure(values: Float32Array, into: { mean: number; deviation: number }): void {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    sum += value;
    squares += value * value;
  }
  into.mean = sum / values.length;
  into.deviation = Math.sqrt(Math.max(0, squares / values.length - into.mean ** 2));
}
