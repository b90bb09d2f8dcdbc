import type { Canvas } from './face-warp.js';
import { createRandom, gaussian, hashSeed } from './random.js';

/** A prime, so that the pattern never lines up with the rows of a frame. */
const PATTERN_LENGTH = 65_521;

/** A long line of normal deviations with standard deviation `sigma` gray levels. */
export function createNoisePattern(seed: number, sigma: number): Float32Array {
  const random = createRandom(hashSeed(seed, 0x5e));
  return Float32Array.from({ length: PATTERN_LENGTH }, () => sigma * gaussian(random));
}

/** Adds the pattern to every pixel, started at a place drawn from `frameIndex`. */
export function addSensorNoise(
  canvas: Canvas,
  pattern: Float32Array,
  seed: number,
  frameIndex: number,
): void {
  const { pixels } = canvas;
  let at = hashSeed(seed, frameIndex) % PATTERN_LENGTH;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]! + pattern[at]! + 0.5;
    pixels[i] = value < 0 ? 0 : Math.min(value, 255);
    at++;
    if (at === PATTERN_LENGTH) at = 0;
  }
}
