import type { GrayImage } from '../../../src/inference/crop/area-resize.js';
import { createRandom, gaussian } from '../../../src/synthetic/random.js';

/** A picture from a function of the place, with normal noise of `sigma` gray levels. */
export function noisyPicture(
  width: number,
  height: number,
  gray: (x: number, y: number) => number,
  sigma: number,
  seed: number,
): GrayImage {
  const random = createRandom(seed);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = gray(x, y) + sigma * gaussian(random);
      pixels[y * width + x] = Math.round(Math.min(255, Math.max(0, value)));
    }
  }
  return { pixels, width, height };
}

/** Standard deviation of the difference between a picture and what it should be. */
export function errorOf(
  values: ArrayLike<number>,
  width: number,
  gray: (x: number, y: number) => number,
): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i]! - gray(i % width, Math.floor(i / width))) ** 2;
  }
  return Math.sqrt(squares / values.length);
}
