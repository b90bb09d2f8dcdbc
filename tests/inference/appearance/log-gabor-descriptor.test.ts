import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../bench/time/random.js';
import { embeddingSimilarity } from '../../../src/inference/appearance/embedding.js';
import { createLogGaborDescriptor } from '../../../src/inference/appearance/log-gabor-descriptor.js';

const descriptor = createLogGaborDescriptor();
const crop = (at: (x: number, y: number) => number) =>
  Uint8Array.from({ length: 48 * 48 }, (_, i) => at(i % 48, Math.floor(i / 48)));

/** Blobs of random place, size and gray: a stand-in for a face, the same for one seed. */
function blobs(seed: number, shift = 0, gain = 1, lift = 0) {
  const random = createRandom(seed);
  const all = Array.from({ length: 9 }, () => ({
    x: random.between(6, 42),
    y: random.between(6, 42),
    radius: random.between(2, 7),
    gray: random.between(-70, 70),
  }));
  return crop((x, y) => {
    const value = all.reduce(
      (sum, blob) =>
        sum +
        blob.gray *
          Math.exp(-((x - shift - blob.x) ** 2 + (y - blob.y) ** 2) / (2 * blob.radius ** 2)),
      0,
    );
    return Math.min(255, Math.max(0, 128 + lift + gain * value));
  });
}

/** Sum of a descriptor over the cells of each filter. */
function filterSums(vector: Float32Array): number[] {
  const cells = vector.length / 24;
  return Array.from({ length: 24 }, (_, f) =>
    vector.subarray(f * cells, (f + 1) * cells).reduce((sum, value) => sum + value, 0),
  );
}

describe('log-Gabor descriptor', () => {
  it('is a unit vector of 24 filters × 36 cells', () => {
    const vector = descriptor.describe(blobs(1));
    expect(vector).toHaveLength(864);
    expect(descriptor.length).toBe(864);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('is most alike for one pattern, whatever the light, and for a small shift', () => {
    const plain = descriptor.describe(blobs(1));
    const darker = descriptor.describe(blobs(1, 0, 0.5, -30));
    const shifted = descriptor.describe(blobs(1, 1.5));
    const others = [2, 3, 4, 5].map((seed) => descriptor.describe(blobs(seed)));
    const closest = Math.max(...others.map((other) => embeddingSimilarity(plain, other)));
    expect(embeddingSimilarity(plain, darker)).toBeGreaterThan(0.99);
    expect(embeddingSimilarity(plain, shifted)).toBeGreaterThan(closest + 0.05);
  });

  it.each([
    [4, 0],
    [8, 1],
    [16, 2],
  ])('answers a grating of %d px most in scale %d, at its orientation', (wavelengthPx, scale) => {
    for (const orientation of [0, 2, 3, 5]) {
      const angle = (orientation * Math.PI) / 6;
      const grating = crop(
        (x, y) =>
          128 +
          60 * Math.cos((2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle))) / wavelengthPx),
      );
      const sums = filterSums(descriptor.describe(grating));
      expect(sums.indexOf(Math.max(...sums))).toBe(scale * 6 + orientation);
    }
  });

  it('is all zero without structure', () => {
    expect(descriptor.describe(crop(() => 77)).every((value) => value === 0)).toBe(true);
  });

  it('does not keep anything of the last crop', () => {
    const before = descriptor.describe(blobs(1));
    descriptor.describe(blobs(2));
    expect(descriptor.describe(blobs(1))).toEqual(before);
  });

  it('refuses other sizes', () => {
    expect(() => descriptor.describe(new Uint8Array(10))).toThrow(RangeError);
  });
});
