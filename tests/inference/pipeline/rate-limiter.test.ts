import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../src/inference/pipeline/rate-limiter.js';

function shares(perSecond: number, framesPerSecond: number, faces: number, seconds: number) {
  const turns = new RateLimiter(perSecond);
  const keys = Array.from({ length: faces }, (_, i) => i + 1);
  const taken = new Map(keys.map((key) => [key, 0]));
  const perFrame: number[] = [];
  for (let i = 0; i < framesPerSecond * seconds; i++) {
    const due = turns.take(keys, (i * 1000) / framesPerSecond);
    perFrame.push(due.length);
    for (const key of due) taken.set(key, taken.get(key)! + 1);
  }
  return { rates: [...taken.values()].map((count) => count / seconds), perFrame };
}

describe('Turns', () => {
  it.each([
    [10, 15],
    [10, 30],
    [10, 25],
    [5, 15],
  ])('keeps %d a second for every face at %d frames a second', (perSecond, framesPerSecond) => {
    for (const rate of shares(perSecond, framesPerSecond, 6, 10).rates) {
      expect(rate).toBeGreaterThan(perSecond * 0.93);
      expect(rate).toBeLessThanOrEqual(perSecond * 1.02);
    }
  });

  it('spreads six faces over the frames', () => {
    const { perFrame } = shares(10, 30, 6, 4);
    expect(Math.max(...perFrame.slice(30))).toBeLessThanOrEqual(3);
  });

  it('works on every face in every frame when frames come more slowly than the rate', () => {
    const { perFrame } = shares(10, 5, 4, 3);
    expect(perFrame.every((count) => count === 4)).toBe(true);
  });

  it('gives a new face its turn at once', () => {
    const turns = new RateLimiter(10);
    for (let i = 0; i < 20; i++) turns.take([1, 2], i * 33);
    expect(turns.take([1, 2, 3], 20 * 33)).toContain(3);
  });

  it.each([
    [15, 24],
    [30, 24],
    [10, 24],
  ])('shares a common limit fairly at %d frames a second', (framesPerSecond, together) => {
    const turns = new RateLimiter(10, together);
    const counts = new Map<number, number>();
    for (let i = 0; i < framesPerSecond * 20; i++) {
      for (const key of turns.take([1, 2, 3, 4, 5, 6], (i * 1000) / framesPerSecond)) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    const rates = [...counts.values()].map((count) => count / 20);
    expect(rates.reduce((a, b) => a + b)).toBeCloseTo(together, -1);
    expect(Math.max(...rates) - Math.min(...rates)).toBeLessThan(0.3);
  });

  it('starts anew with a face that was forgotten', () => {
    const turns = new RateLimiter(1);
    expect(turns.take([1], 0)).toEqual([1]);
    expect(turns.take([1], 100)).toEqual([]);
    turns.forget(1);
    expect(turns.take([1], 200)).toEqual([1]);
  });

  it('leaves all of a common limit to frames that come more slowly than a face’s turns', () => {
    const turns = new RateLimiter(10, 24);
    let taken = 0;
    for (let i = 0; i < 5 * 20; i++) taken += turns.take([1, 2, 3, 4, 5, 6, 7, 8], i * 200).length;
    expect(taken / 20).toBeCloseTo(24, -1);
    expect(taken / 20).toBeGreaterThan(22);
  });

  it('lets eager faces go first without starving the others', () => {
    const turns = new RateLimiter(10, 24);
    const keys = Array.from({ length: 16 }, (_, i) => i + 1);
    const counts = new Map<number, number>();
    for (let i = 0; i < 15 * 20; i++) {
      for (const key of turns.take(keys, (i * 1000) / 15, new Set([1, 2]))) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    const rate = (key: number) => (counts.get(key) ?? 0) / 20;
    expect(rate(1)).toBeGreaterThan(2 * rate(5));
    expect(Math.min(...keys.map(rate))).toBeGreaterThan(0.7);
  });

  it('takes no more faces a frame the slower the frames come', () => {
    const turns = new RateLimiter(10, 24);
    const keys = Array.from({ length: 16 }, (_, i) => i + 1);
    turns.take(keys, 0);
    for (let i = 1; i < 20; i++) expect(turns.take(keys, i * 2000).length).toBeLessThanOrEqual(8);
  });
});
