import type { Normalisation } from '../models/manifest.js';

/**
 * Writes `pixels` (0…255) normalised as (x − mean) / max(std, epsilonStd) of this picture into
 * `target` from `offset`. The standard deviation is the population's, as numpy's.
 */
export function normalisePicture(
  pixels: Uint8Array,
  normalisation: Normalisation,
  target: Float32Array,
  offset: number,
): void {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i]!;
    sum += value;
    squares += value * value;
  }
  const mean = sum / pixels.length;
  const std = Math.sqrt(Math.max(0, squares / pixels.length - mean * mean));
  const scale = 1 / Math.max(std, normalisation.epsilonStd);
  for (let i = 0; i < pixels.length; i++) target[offset + i] = (pixels[i]! - mean) * scale;
}

/** Softmax of `count` logits from `offset`, divided by the calibration temperature first. */
export function softmax(
  logits: Float32Array,
  offset: number,
  count: number,
  temperature: number,
): number[] {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) largest = Math.max(largest, logits[offset + i]!);
  const result: number[] = [];
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const value = Math.exp((logits[offset + i]! - largest) / temperature);
    result.push(value);
    sum += value;
  }
  return result.map((value) => value / sum);
}
