import { describe, expect, it } from 'vitest';
import { StorageRate } from '../../../src/store/recording/storage-rate.js';

/** Which of the frames of ten seconds at this rate are admitted, as wall-clock times. */
function admitted(framesPerSecond: number, limit: number): number[] {
  const rate = new StorageRate(limit);
  const times: number[] = [];
  for (let i = 0; i < framesPerSecond * 10; i++) {
    const atMs = (i * 1000) / framesPerSecond;
    if (rate.admit(atMs, atMs)) times.push(atMs);
  }
  return times;
}

describe('StorageRate', () => {
  it.each([
    [30, 5, 50],
    [10, 5, 50],
    [7, 5, 50],
    [5, 5, 50],
    [3, 5, 30],
    [30, 1, 10],
  ])('of %i frames a second with a limit of %i stores %i in ten seconds', (fps, limit, stored) => {
    const times = admitted(fps, limit);
    expect(Math.abs(times.length - stored)).toBeLessThanOrEqual(1);
    const perSecond = new Map<number, number>();
    for (const time of times) {
      const second = Math.floor(time / 1000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(limit);
  });

  it('does not make up for a pause with a burst', () => {
    const rate = new StorageRate(5);
    rate.admit(0, 0);
    const burst = Array.from({ length: 10 }, (_, i) =>
      rate.admit(10_000 + i * 10, 10_000 + i * 10),
    );
    expect(burst.filter(Boolean)).toHaveLength(1);
  });
});
