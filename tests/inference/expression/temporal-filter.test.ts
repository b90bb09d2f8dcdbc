import { describe, expect, it } from 'vitest';
import { argMax } from '../../../src/core/expression.js';
import { TemporalFilter } from '../../../src/inference/expression/temporal-filter.js';

const HAPPY = [0.02, 0.01, 0.02, 0.8, 0.05, 0.02, 0.08];
const SAD = [0.1, 0.02, 0.08, 0.02, 0.6, 0.02, 0.16];
/** The network is not sure: a resting man whom it takes for sad. */
const DOUBTFUL = [0.08, 0.01, 0.07, 0.02, 0.45, 0.02, 0.35];
const sum = (vector: readonly number[]) => vector.reduce((total, p) => total + p, 0);

describe('TemporalFilter', () => {
  it('starts with what it is given', () => {
    const first = new TemporalFilter(700).update(HAPPY, 0, 0.5);
    for (const [i, p] of first.entries()) expect(p).toBeCloseTo(HAPPY[i]!, 9);
  });

  it('is never surer of a still face than one picture is', () => {
    const filter = new TemporalFilter(700);
    let out: readonly number[] = [];
    for (let k = 0; k < 600; k++) out = filter.update(DOUBTFUL, k * 33, 0.9);
    for (const [i, p] of out.entries()) expect(p).toBeCloseTo(DOUBTFUL[i]!, 6);
  });

  it('sums to 1 and stays finite for any input and interval', () => {
    const filter = new TemporalFilter(700);
    const vectors = [
      HAPPY,
      [0, 0, 0, 1, 0, 0, 0],
      [1, 0, 0, 0, 0, 0, 0],
      Array(7).fill(1 / 7),
      [Number.NaN, 0, 0, 0, 0, 0, 1],
    ];
    let timeMs = 0;
    for (let i = 0; i < 200; i++) {
      timeMs += [0, 1, 33, 5000, 1e7][i % 5]!;
      const quality = [0, 0.5, 1, Number.NaN][i % 4]!;
      const out = filter.update(vectors[i % vectors.length]!, timeMs, quality);
      expect(out.every((p) => p >= 0 && p <= 1)).toBe(true);
      expect(sum(out)).toBeCloseTo(1, 9);
    }
  });

  it('follows the same evidence at 10 and at 30 frames a second alike', () => {
    const run = (framesPerSecond: number) => {
      const filter = new TemporalFilter(700);
      let out: readonly number[] = [];
      for (let k = 0; k <= 2 * framesPerSecond; k++) {
        const timeMs = (1000 * k) / framesPerSecond;
        out = filter.update(timeMs < 1000 ? HAPPY : SAD, timeMs, 0.8);
      }
      return out;
    };
    const [slow, fast] = [run(10), run(30)];
    expect(argMax(slow)).toBe(argMax(fast));
    expect(Math.abs(slow[4]! - fast[4]!)).toBeLessThan(0.08);
  });

  it('is not turned by one odd frame', () => {
    const filter = new TemporalFilter(700);
    for (let k = 0; k < 30; k++) filter.update(HAPPY, k * 66, 0.8);
    expect(argMax(filter.update(SAD, 30 * 66, 0.8))).toBe(3);
  });

  it('averages out what changes from frame to frame', () => {
    const filter = new TemporalFilter(700);
    const smiling = [0.04, 0.01, 0.04, 0.5, 0.06, 0.03, 0.32];
    const resting = [0.04, 0.01, 0.04, 0.34, 0.06, 0.03, 0.48];
    let changes = 0;
    let before = -1;
    for (let k = 0; k < 100; k++) {
      const shown = argMax(filter.update(k % 3 === 0 ? smiling : resting, k * 100, 0.9));
      if (k > 10 && shown !== before) changes++;
      before = shown;
    }
    expect(changes).toBeLessThanOrEqual(1);
  });

  it('shows a plain change within 400 ms', () => {
    const filter = new TemporalFilter(700);
    for (let k = 0; k < 100; k++) filter.update(HAPPY, k * 100, 0.9);
    const after = [1, 2, 3, 4].map((k) => argMax(filter.update(SAD, 9900 + k * 100, 0.9)));
    expect(after).toContain(4);
  });

  it('trusts poor frames less', () => {
    const happyAfter = (quality: number) => {
      const filter = new TemporalFilter(700);
      for (let k = 0; k < 20; k++) filter.update(HAPPY, k * 66, 1);
      return filter.update(SAD, 20 * 66, quality)[3]!;
    };
    expect(happyAfter(0.2)).toBeGreaterThan(happyAfter(0.9));
  });

  it('forgets over a long pause', () => {
    const filter = new TemporalFilter(700);
    for (let k = 0; k < 20; k++) filter.update(HAPPY, k * 66, 1);
    const out = filter.update(SAD, 60_000, 1);
    for (const [i, p] of out.entries()) expect(p).toBeCloseTo(SAD[i]!, 3);
  });

  it('takes a repeated or earlier time as nothing new', () => {
    const filter = new TemporalFilter(700);
    const before = filter.update(HAPPY, 1000, 1);
    const again = filter.update(SAD, 1000, 1);
    const earlier = filter.update(SAD, 500, 1);
    for (const [i, p] of before.entries()) {
      expect(again[i]).toBeCloseTo(p, 9);
      expect(earlier[i]).toBeCloseTo(p, 9);
    }
  });
});
