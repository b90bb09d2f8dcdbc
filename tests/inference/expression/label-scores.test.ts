import { describe, expect, it } from 'vitest';
import { scoreLabels } from '../../../bench/time/metrics/label-scores.js';

const samples = (truth: readonly number[], label: readonly number[]) =>
  truth.map((value, i) => ({
    timeMs: i * 1000,
    truth: value,
    label: label[i]!,
    truthProbability: 0.5,
  }));

describe('scoreLabels', () => {
  it('counts changes of the label a minute, right frames and log loss', () => {
    const scores = scoreLabels(samples([1, 1, 1, 1], [1, 2, 1, 1]));
    expect(scores.flipsPerMinute).toBeCloseTo(2 / (3 / 60), 9);
    expect(scores.accuracy).toBe(0.75);
    expect(scores.logLoss).toBeCloseTo(Math.log(2), 9);
  });

  it('gives the delay of each true change, null where it is never shown', () => {
    expect(scoreLabels(samples([1, 2, 2, 2, 3, 1, 1], [1, 1, 1, 2, 2, 2, 1])).delaysMs).toEqual([
      2000,
      null,
      1000,
    ]);
    expect(scoreLabels(samples([1, 2, 2], [1, 2, 2])).delaysMs).toEqual([0]);
    expect(scoreLabels(samples([1, 2], [1, 1])).delaysMs).toEqual([null]);
  });

  it('answers for nothing', () => {
    expect(scoreLabels([])).toEqual({ flipsPerMinute: 0, accuracy: 0, logLoss: 0, delaysMs: [] });
  });
});
