import { describe, expect, it } from 'vitest';
import { faceQuality, laplacianVariance } from '../../../src/inference/quality/face-quality.js';

const GOOD = { sizePx: 120, sharpness: 600, light: 128, landmarkConfidence: 0.95 };

describe('faceQuality', () => {
  it('lies in 0…1, high for a good face and low for a bad one', () => {
    expect(faceQuality(GOOD)).toBeGreaterThan(0.9);
    expect(faceQuality(GOOD)).toBeLessThanOrEqual(1);
    expect(
      faceQuality({ sizePx: 24, sharpness: 15, light: 12, landmarkConfidence: 0.2 }),
    ).toBeLessThan(0.35);
  });

  it.each([
    ['sizePx', [10, 20, 40, 80, 160, 400]],
    ['sharpness', [0, 5, 30, 100, 400, 3000]],
    ['light', [0, 5, 20, 60, 128]],
    ['landmarkConfidence', [0, 0.2, 0.5, 0.9, 1]],
  ] as const)('rises with %s', (name, values) => {
    const qualities = values.map((value) => faceQuality({ ...GOOD, [name]: value }));
    expect([...qualities].sort((a, b) => a - b)).toEqual(qualities);
    expect(qualities.at(-1)).toBeGreaterThan(qualities[0]!);
  });

  it('falls for a burnt-out face', () => {
    const burnt = faceQuality({ ...GOOD, light: 250 });
    expect(burnt).toBeLessThan(faceQuality({ ...GOOD, light: 190 }));
    expect(burnt).toBeGreaterThan(0);
  });

  it('is 0 where a part is unknown, and judges the rest where there are no landmarks', () => {
    expect(faceQuality({ ...GOOD, sharpness: Number.NaN })).toBe(0);
    expect(faceQuality({ ...GOOD, sizePx: -3 })).toBe(0);
    expect(faceQuality({ ...GOOD, landmarkConfidence: null })).toBeGreaterThan(0.9);
  });
});

describe('laplacianVariance', () => {
  const picture = (at: (x: number, y: number) => number) =>
    Uint8Array.from({ length: 48 * 48 }, (_, i) => at(i % 48, Math.floor(i / 48)));

  it('is 0 for a plain picture and for an even slope', () => {
    expect(
      laplacianVariance(
        picture(() => 90),
        48,
        48,
      ),
    ).toBe(0);
    expect(
      laplacianVariance(
        picture((x, y) => 2 * x + 3 * y),
        48,
        48,
      ),
    ).toBe(0);
  });

  it('is the known value of a checkerboard', () => {
    // Each inner value is ±8·amplitude with equal shares, so the variance is (8·amplitude)².
    const board = picture((x, y) => 100 + ((x + y) % 2 === 0 ? 10 : -10));
    expect(laplacianVariance(board, 48, 48)).toBeCloseTo(80 ** 2, 6);
  });

  it('falls with blur', () => {
    const sharp = picture((x) => (Math.floor(x / 4) % 2 === 0 ? 60 : 180));
    const blurred = picture((x) => 120 + 60 * Math.sin((2 * Math.PI * x) / 8));
    expect(laplacianVariance(blurred, 48, 48)).toBeLessThan(laplacianVariance(sharp, 48, 48));
  });

  it('is 0 for pictures too small or too short', () => {
    expect(laplacianVariance(new Uint8Array(4), 2, 2)).toBe(0);
    expect(laplacianVariance(new Uint8Array(10), 48, 48)).toBe(0);
    expect(laplacianVariance(new Uint8Array(0), 0, 0)).toBe(0);
  });
});
