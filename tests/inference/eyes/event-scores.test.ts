import { describe, expect, it } from 'vitest';
import { scoreEvents } from '../../../bench/time/metrics/event-scores.js';

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });

describe('scoreEvents', () => {
  it('counts each found moment and each interval once', () => {
    const scores = scoreEvents([span(0, 100), span(1000, 1100)], [50, 60, 1150, 5000], 100);
    expect(scores).toMatchObject({ hits: 2, missed: 0, falseAlarms: 2, recall: 1, precision: 0.5 });
    expect(scores.f1).toBeCloseTo(2 / 3, 12);
  });

  it('misses what is found too late', () => {
    expect(scoreEvents([span(0, 100)], [250], 100)).toMatchObject({
      missed: 1,
      falseAlarms: 1,
      f1: 0,
    });
  });

  it('is 1 where there is nothing to find and nothing found', () => {
    expect(scoreEvents([], [], 100).f1).toBe(1);
  });
});
