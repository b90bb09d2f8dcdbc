import type { Point } from '../../core/face.js';
import type { GrayImage } from '../crop/area-resize.js';
import { type GridPlaces, type Moments, type Similarity, sampleFace } from './similarity.js';

/** First point of each eye of 68, and the one at its other corner. */
const EYES = [
  [36, 39],
  [42, 45],
] as const;
/** Samples of a patch. */
const COLUMNS = 12;
const ROWS = 7;
const COUNT = COLUMNS * ROWS;
/** Sides of a patch in widths of the eye. */
const PATCH_WIDTH = 1.3;
const PATCH_HEIGHT = 0.8;
/** The most by which an eye that is the same may differ, mean of the samples, in its contrasts. */
const MOST_CHANGE = 0.13;
/** An eye of less contrast than this, in contrasts of the face, is judged as if it had so much. */
const LEAST_CONTRAST = 0.3;

/** The eyes of a face, finer than the face itself, so that a lid that moves is noticed. */
export class EyePatches {
  readonly #eyes = EYES.map(([first, last]) => new EyePatch(first, last));

  /** Remembers the eyes; `reach` is how far from its middle the face was seen to be inside. */
  take(
    frame: GrayImage,
    points: readonly Point[],
    place: Similarity,
    moments: Moments,
    reach: number,
  ): void {
    for (const eye of this.#eyes) eye.take(frame, points, place, moments, reach);
  }

  /** Whether both eyes, at the face's place now, look as they did; `moments` of the face now. */
  areSame(frame: GrayImage, place: Similarity, moments: Moments): boolean {
    return this.#eyes.every((eye) => eye.change(frame, place, moments) <= MOST_CHANGE);
  }
}

class EyePatch {
  readonly #first: number;
  readonly #last: number;
  readonly #places: GridPlaces = {
    u: new Float32Array(COUNT),
    v: new Float32Array(COUNT),
    apart: 1,
  };
  /** In contrasts of the face above its mean. */
  readonly #grays = new Float32Array(COUNT);
  readonly #now = new Float32Array(COUNT);
  #contrast = 1;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
  }

  take(
    frame: GrayImage,
    points: readonly Point[],
    place: Similarity,
    moments: Moments,
    reach: number,
  ): void {
    const within = (at: number) => Math.min(reach, Math.max(-reach, at));
    const [from, to] = [points[this.#first]!, points[this.#last]!];
    const width = Math.hypot(to[0] - from[0], to[1] - from[1]) / place.scale;
    const middleU = ((from[0] + to[0]) / 2 - place.x) / place.scale;
    const middleV = ((from[1] + to[1]) / 2 - place.y) / place.scale;
    const { u, v } = this.#places;
    this.#places.apart = (PATCH_WIDTH * width) / COLUMNS;
    for (let i = 0; i < COUNT; i++) {
      const column = (i % COLUMNS) / (COLUMNS - 1) - 0.5;
      const row = Math.floor(i / COLUMNS) / (ROWS - 1) - 0.5;
      u[i] = within(middleU + column * PATCH_WIDTH * width);
      v[i] = within(middleV + row * PATCH_HEIGHT * width);
    }
    this.#sample(frame, place, moments, this.#grays);
    let [sum, squares] = [0, 0];
    for (const gray of this.#grays) {
      sum += gray;
      squares += gray * gray;
    }
    const spread = Math.sqrt(Math.max(0, squares / COUNT - (sum / COUNT) ** 2));
    this.#contrast = Math.max(LEAST_CONTRAST, spread);
  }

  /** Mean difference from what was taken, in contrasts of the eye. */
  change(frame: GrayImage, place: Similarity, moments: Moments): number {
    this.#sample(frame, place, moments, this.#now);
    let sum = 0;
    for (let i = 0; i < COUNT; i++) sum += Math.abs(this.#now[i]! - this.#grays[i]!);
    return sum / COUNT / this.#contrast;
  }

  #sample(
    frame: GrayImage,
    place: Similarity,
    { mean, deviation }: Moments,
    into: Float32Array,
  ): void {
    sampleFace(frame, place, this.#places, into);
    for (let i = 0; i < COUNT; i++) into[i] = (into[i]! - mean) / deviation;
  }
}
