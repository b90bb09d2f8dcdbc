import type { Canvas } from './face-warp.js';
import { createRandom, gaussian, hashSeed } from './random.js';

/** A prime, so that the pattern never lines up with the rows of a frame. */
const PATTERN_LENGTH = 65_521;

/**
 * A long line of normal deviations, whole gray levels, with standard deviation `sigma` gray levels.
 */
export function createNoisePattern(seed: number, sigma: number): Int8Array {
  const random = createRandom(hashSeed(seed, 0x5e));
  return Int8Array.from({ length: PATTERN_LENGTH }, () => {
    const deviation = Math.round(sigma * gaussian(random));
    return Math.max(-127, Math.min(127, deviation));
  });
}

/** Adds the pattern to every pixel, started at a place drawn from `frameIndex`. */
export function addSensorNoise(
  canvas: Canvas,
  pattern: Int8Array,
  seed: number,
  frameIndex: number,
): void {
  const { buffer, byteOffset, length } = canvas.pixels;
  // A clamped view saves two comparisons a pixel.
  const pixels = new Uint8ClampedArray(buffer, byteOffset, length);
  let at = hashSeed(seed, frameIndex) % PATTERN_LENGTH;
  for (let first = 0; first < length; ) {
    const end = Math.min(length, first + PATTERN_LENGTH - at);
    for (let i = first; i < end; i++, at++) pixels[i] = pixels[i]! + pattern[at]!;
    first = end;
    at = 0;
  }
}
