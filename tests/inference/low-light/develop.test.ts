import { describe, expect, it } from 'vitest';
import { smoothValues } from '../../../src/inference/low-light/smooth-values.js';
import { STEPS_A_GRAY, toneCurve } from '../../../src/inference/low-light/tone-curve.js';
import { noisyPicture } from './noisy-pictures.js';

describe('the tone curve', () => {
  const dark = Float32Array.from({ length: 64_000 }, (_, i) => 8 + ((i * 31) % 640) / 20);
  const curve = toneCurve(dark);

  it('spreads a dark picture over the whole range', () => {
    expect(curve[8 * STEPS_A_GRAY]).toBeLessThan(10);
    expect(curve[40 * STEPS_A_GRAY]).toBe(255);
  });

  it('rises with the gray, in steps finer than a gray level', () => {
    for (let step = 1; step < curve.length; step++) {
      expect(curve[step]).toBeGreaterThanOrEqual(curve[step - 1]!);
    }
    expect(new Set(curve).size).toBeGreaterThan(150);
  });

  it('lifts shadows to a middle gray', () => {
    const mostlyBlack = dark.map((value, i) => (i % 10 === 0 ? 200 : value / 4));
    const median = toneCurve(mostlyBlack)[6 * STEPS_A_GRAY]!;
    expect(median).toBeGreaterThan(20);
  });

  it('makes something of a picture of one gray', () => {
    expect(toneCurve(new Float32Array(1000).fill(20)).length).toBe(256 * STEPS_A_GRAY);
  });
});

describe('smoothing', () => {
  it('keeps the mean and takes more than a third of the noise', () => {
    const { pixels, width } = noisyPicture(120, 80, () => 100, 10, 4);
    const values = Float32Array.from(pixels);
    smoothValues(values, width, new Float32Array(width));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sigma = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
    );
    expect(mean).toBeCloseTo(100, 0);
    expect(sigma).toBeLessThan(5);
  });

  it('spreads one bright value by ¼ ½ ¼ both ways', () => {
    const values = new Float32Array(25);
    values[12] = 16;
    smoothValues(values, 5, new Float32Array(5));
    expect([...values.subarray(6, 9)]).toEqual([1, 2, 1]);
    expect([...values.subarray(11, 14)]).toEqual([2, 4, 2]);
    expect([...values.subarray(16, 19)]).toEqual([1, 2, 1]);
  });
});
