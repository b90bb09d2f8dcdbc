import type { Point } from '../../core/face.js';
import type { GrayImage } from '../crop/area-resize.js';
import { type Moments, meanAt, type Similarity, tapsFor } from './similarity.js';

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
const MOST_CHANGE = 0.2;
/** An eye of less contrast than this, in contrasts of the face, is judged as if it had so much. */
const LEAST_CONTRAST = 0.3;

/** The eyes of a face, finer than the face itself, so that a lid that moves is noticed. */
export class EyePatches {
  readonly #grays = new Float32Array(EYES.length * COUNT);
  readonly #contrasts = new Float32Array(EYES.length);
  /** Places of the samples, in steps of the face's grid. */
  readonly #u = new Float32Array(EYES.length * COUNT);
  readonly #v = new Float32Array(EYES.length * COUNT);
  /** Distance of two samples, in steps of the face's grid. */
  readonly #apart = new Float32Array(EYES.length);

  /** Remembers the eyes; `reach` is how far from its middle the face was seen to be inside. */
  take(
    frame: GrayImage,
    points: readonly Point[],
    place: Similarity,
    moments: Moments,
    reach: number,
  ): void {
    const within = (at: number) => Math.min(reach, Math.max(-reach, at));
    for (const [eye, [first, last]] of EYES.entries()) {
      const [from, to] = [points[first]!, points[last]!];
      const width = Math.hypot(to[0] - from[0], to[1] - from[1]) / place.scale;
      const middleU = ((from[0] + to[0]) / 2 - place.x) / place.scale;
      const middleV = ((from[1] + to[1]) / 2 - place.y) / place.scale;
      this.#apart[eye] = (PATCH_WIDTH * width) / COLUMNS;
      for (let i = 0, at = eye * COUNT; i < COUNT; i++, at++) {
        const column = (i % COLUMNS) / (COLUMNS - 1) - 0.5;
        const row = Math.floor(i / COLUMNS) / (ROWS - 1) - 0.5;
        this.#u[at] = within(middleU + column * PATCH_WIDTH * width);
        this.#v[at] = within(middleV + row * PATCH_HEIGHT * width);
        this.#grays[at] = this.#sample(frame, place, moments, at);
      }
      this.#contrasts[eye] = Math.max(LEAST_CONTRAST, this.#spreadOf(eye));
    }
  }

  /** Whether both eyes, at the face's place now, look as they did; `moments` of the face now. */
  areSame(frame: GrayImage, place: Similarity, moments: Moments): boolean {
    for (let eye = 0; eye < EYES.length; eye++) {
      let sum = 0;
      for (let i = 0, at = eye * COUNT; i < COUNT; i++, at++) {
        sum += Math.abs(this.#sample(frame, place, moments, at) - this.#grays[at]!);
      }
      if (sum / COUNT > MOST_CHANGE * this.#contrasts[eye]!) return false;
    }
    return true;
  }

  /** A sample in contrasts of the face above its mean. */
  #sample(frame: GrayImage, place: Similarity, { mean, deviation }: Moments, at: number): number {
    const { x, y, re, im, scale } = place;
    const [u, v] = [this.#u[at]!, this.#v[at]!];
    const apartPx = scale * this.#apart[at < COUNT ? 0 : 1]!;
    const [px, py] = [x + re * u - im * v, y + im * u + re * v];
    return (meanAt(frame, px, py, apartPx, tapsFor(apartPx)) - mean) / deviation;
  }

  #spreadOf(eye: number): number {
    let [sum, squares] = [0, 0];
    for (let at = eye * COUNT; at < (eye + 1) * COUNT; at++) {
      sum += this.#grays[at]!;
      squares += this.#grays[at]! ** 2;
    }
    return Math.sqrt(Math.max(0, squares / COUNT - (sum / COUNT) ** 2));
  }
}
