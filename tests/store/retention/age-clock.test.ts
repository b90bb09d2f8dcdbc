import { describe, expect, it } from 'vitest';
import { advanceAgeClock, newAgeClock } from '../../../src/store/retention/age-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.UTC(2026, 5, 1);

/** Runs the clock for a while, a minute at a time, with the wall clock off by `skewMs`. */
function run(state = newAgeClock(start), durationMs: number, skewMs: number) {
  let [now, elapsed] = [state, 0];
  const firstWallMs = state.expectedWallMs + skewMs;
  while (elapsed < durationMs) {
    elapsed += MINUTE;
    now = advanceAgeClock(now, MINUTE, firstWallMs + elapsed);
  }
  return now;
}

describe('age clock', () => {
  it('follows time that passes', () => {
    expect(run(undefined, 2 * HOUR, 0).ageMs).toBe(start + 2 * HOUR);
  });

  it('counts a night off once the clock has held for an hour', () => {
    const morning = advanceAgeClock(newAgeClock(start), 0, start + 14 * HOUR);
    expect(morning.ageMs).toBe(start);
    expect(run(newAgeClock(start), 30 * MINUTE, 14 * HOUR).ageMs).toBe(start + 30 * MINUTE);
    expect(run(newAgeClock(start), 2 * HOUR, 14 * HOUR).ageMs).toBe(start + 16 * HOUR);
  });

  it('is not moved by a jump of months, however long it lasts', () => {
    expect(run(newAgeClock(start), 10 * DAY, 180 * DAY).ageMs).toBe(start + 10 * DAY);
    expect(run(newAgeClock(start), 10 * DAY, -180 * DAY).ageMs).toBe(start + 10 * DAY);
  });

  it('is not moved by a jump that is put right within the hour', () => {
    const wrong = run(newAgeClock(start), 50 * MINUTE, 3 * DAY);
    const right = run({ ...wrong }, 5 * HOUR, 0);
    expect(right.ageMs).toBe(start + 50 * MINUTE + 5 * HOUR);
  });

  it('after a boot in 1970 counts the night once the network has set the clock', () => {
    const lost = run(newAgeClock(start), 5 * MINUTE, -start);
    const set = run(lost, 2 * HOUR, 14 * HOUR);
    expect(set.ageMs).toBe(start + 5 * MINUTE + 2 * HOUR + 14 * HOUR);
  });

  it('follows slow drift of the wall clock, but never goes back', () => {
    const ahead = advanceAgeClock(newAgeClock(start), HOUR, start + HOUR + 20_000);
    expect(ahead.ageMs).toBe(start + HOUR + 20_000);
    const behind = advanceAgeClock(newAgeClock(start), HOUR, start + HOUR - 20_000);
    expect(behind.ageMs).toBe(start + HOUR);
  });
});
