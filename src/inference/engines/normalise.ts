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

/**
 * Softmax of the logits from `offset`, one for each of `offsets`: divided by the calibration
 * temperature first, then moved by `offsets`.
 */
export function softmax(
  logits: Float32Array,
  offset: number,
  temperature: number,
  offsets: readonly number[],
): number[] {
  const scaled = offsets.map((moved, i) => logits[offset + i]! / temperature + moved);
  const largest = Math.max(...scaled);
  const result = scaled.map((value) => Math.exp(value - largest));
  const sum = result.reduce((total, value) => total + value, 0);
  return result.map((value) => value / sum);
}
