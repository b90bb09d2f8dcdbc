import { describe, expect, it } from 'vitest';
import { hasAdvanced, type Progress } from '../../../src/daemon/services/progress.js';

const start: Progress = {
  submitted: 10,
  analysed: 8,
  workerWarmingUp: false,
  storeRounds: 3,
  loopsAlive: true,
};

describe('hasAdvanced', () => {
  it('is true when frames came and were answered', () => {
    expect(hasAdvanced(start, { ...start, submitted: 20, analysed: 15, storeRounds: 4 })).toBe(
      true,
    );
  });

  it('is false when frames wait and a running worker answers none', () => {
    expect(hasAdvanced(start, { ...start, submitted: 20, storeRounds: 4 })).toBe(false);
  });

  it('is true while a worker warms up or is replaced: the host sees to that', () => {
    const replaced = { ...start, submitted: 20, storeRounds: 4, workerWarmingUp: true };
    expect(hasAdvanced(start, replaced)).toBe(true);
  });

  it('is true without a camera', () => {
    expect(hasAdvanced(start, { ...start, storeRounds: 4 })).toBe(true);
  });

  it('is false when the writer has stopped', () => {
    expect(hasAdvanced(start, { ...start, submitted: 20, analysed: 15 })).toBe(false);
  });

  it('is false when a loop has ended', () => {
    const dead = { ...start, submitted: 20, analysed: 15, storeRounds: 4, loopsAlive: false };
    expect(hasAdvanced(start, dead)).toBe(false);
  });
});
