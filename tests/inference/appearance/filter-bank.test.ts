import { describe, expect, it } from 'vitest';
import { createFilterBank } from '../../../src/inference/appearance/filter-bank.js';
import { logGaborValue } from '../../../src/inference/appearance/log-gabor-filter.js';

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
