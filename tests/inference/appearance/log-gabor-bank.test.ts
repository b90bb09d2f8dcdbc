import { describe, expect, it } from 'vitest';
import {
  angularBandwidthRad,
  bandwidthOctaves,
  createFilterBank,
  logGaborValue,
  sigmaRatioOf,
  sigmaThetaOf,
} from '../../../src/inference/appearance/log-gabor-bank.js';

const PAPER = { f0: 0.125, theta0: 0, sigmaRatio: 0.745, sigmaTheta: 0.3335 };

/** Where a falling function passes a half, by bisection. */
function halfPoint(value: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (value(middle) > 0.5) low = middle;
    else high = middle;
  }
  return low;
}

describe('logGaborValue', () => {
  it('is the formula, worked out by hand at one point', () => {
    const [f, theta] = [0.2, 0.3];
    const radial = Math.exp(-(Math.log(0.2 / 0.125) ** 2) / (2 * Math.log(0.745) ** 2));
    const angular = Math.exp(-(0.3 ** 2) / (2 * 0.3335 ** 2));
    expect(logGaborValue(f, theta, PAPER)).toBeCloseTo(radial * angular, 12);
    expect(logGaborValue(f, theta, PAPER)).toBeCloseTo(0.1865, 3);
  });

  it('is 1 at its centre and has no DC', () => {
    expect(logGaborValue(0.125, 0, PAPER)).toBe(1);
    expect(logGaborValue(0, 0, PAPER)).toBe(0);
    expect(logGaborValue(-0.1, 0, PAPER)).toBe(0);
    expect(logGaborValue(Number.NaN, 0, PAPER)).toBe(0);
  });

  it('is symmetric on a logarithmic frequency axis', () => {
    expect(logGaborValue(0.25, 0, PAPER)).toBeCloseTo(logGaborValue(0.0625, 0, PAPER), 12);
  });

  it('takes the angle the short way round', () => {
    const shape = { ...PAPER, theta0: 3 };
    expect(logGaborValue(0.125, -3, shape)).toBeCloseTo(
      logGaborValue(0.125, 3 + (2 * Math.PI - 6), shape),
      12,
    );
  });

  it('is as wide at half height as the bandwidths say: 1 octave and π/4', () => {
    const high = halfPoint((f) => logGaborValue(f, 0, PAPER), 0.125, 0.5);
    const low = 0.125 ** 2 / high;
    expect(Math.log2(high / low)).toBeCloseTo(1, 3);
    const side = halfPoint((theta) => logGaborValue(0.125, theta, PAPER), 0, 1.5);
    expect(2 * side).toBeCloseTo(Math.PI / 4, 3);
  });
});

describe('bandwidths', () => {
  it('have the values of the paper', () => {
    expect(bandwidthOctaves(0.745)).toBeCloseTo(1, 3);
    expect(angularBandwidthRad(0.3335)).toBeCloseTo(Math.PI / 4, 3);
    expect(sigmaRatioOf(1)).toBeCloseTo(0.745, 4);
    expect(sigmaThetaOf(Math.PI / 4)).toBeCloseTo(0.3335, 4);
  });

  it('are undone by their inverses', () => {
    expect(bandwidthOctaves(sigmaRatioOf(1.7))).toBeCloseTo(1.7, 12);
    expect(angularBandwidthRad(sigmaThetaOf(0.4))).toBeCloseTo(0.4, 12);
  });
});

const SIZE = 64;
const BANK = createFilterBank({
  size: SIZE,
  scales: 4,
  orientations: 6,
  shortestWavelengthPx: 4,
  bandwidthOctaves: 1,
  angularBandwidthRad: Math.PI / 4,
});

const signed = (index: number, size: number) => (index < size / 2 ? index : index - size);

describe('createFilterBank', () => {
  it('has 4 scales × 6 orientations', () => {
    expect(BANK.map(({ scale, orientation }) => `${scale}:${orientation}`)).toHaveLength(24);
    expect(new Set(BANK.map(({ scale, orientation }) => `${scale}:${orientation}`)).size).toBe(24);
  });

  it('holds the values of the formula, without DC', () => {
    for (const filter of BANK) {
      const shape = {
        f0: 1 / (4 * 2 ** filter.scale),
        theta0: (filter.orientation * Math.PI) / 6,
        sigmaRatio: 0.74499,
        sigmaTheta: 0.33353,
      };
      for (let k = 0; k < filter.from.length; k += 7) {
        const v = signed(Math.floor(filter.from[k]! / SIZE), SIZE) / SIZE;
        const u = signed(filter.from[k]! % SIZE, SIZE) / SIZE;
        expect(filter.gain[k]).toBeCloseTo(
          logGaborValue(Math.hypot(u, v), Math.atan2(v, u), shape),
          3,
        );
      }
      expect(filter.from).not.toContain(0);
    }
  });

  it('keeps each frequency when the response is computed smaller', () => {
    for (const { from, to, responseSize } of BANK) {
      for (let k = 0; k < from.length; k++) {
        expect(signed(to[k]! % responseSize, responseSize)).toBe(signed(from[k]! % SIZE, SIZE));
      }
      expect(new Set(to).size).toBe(to.length);
    }
    expect(BANK.at(-1)!.responseSize).toBeLessThan(SIZE);
  });
});
