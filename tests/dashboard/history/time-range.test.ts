import { describe, expect, it } from 'vitest';
import {
  localFieldValue,
  parseTime,
  startOfDay,
} from '../../../src/dashboard/history/local-time.js';
import {
  chooseRange,
  rangeQuery,
  shifted,
  unitFor,
  widened,
} from '../../../src/dashboard/history/time-range.js';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 5, 1, 12);

describe('local times', () => {
  it('are read in the given zone', () => {
    expect(parseTime('2026-06-01T08:15', 'Asia/Jakarta')).toBe(Date.UTC(2026, 5, 1, 1, 15));
    expect(parseTime('2026-06-01', 'Asia/Jakarta')).toBe(Date.UTC(2026, 4, 31, 17));
    expect(parseTime(String(NOW_MS), 'Asia/Jakarta')).toBe(NOW_MS);
  });

  it.each(['', 'now', '2026-6-1', '2026-13-01', '12', '2026-06-01T08:15Z'])('refuse %j', (text) => {
    expect(parseTime(text, 'UTC')).toBeNull();
  });

  it('survive the changes of clocks', () => {
    const zone = 'Europe/Berlin';
    expect(startOfDay(Date.UTC(2026, 2, 29, 12), zone)).toBe(Date.UTC(2026, 2, 28, 23));
    expect(startOfDay(Date.UTC(2026, 9, 25, 12), zone)).toBe(Date.UTC(2026, 9, 24, 22));
    for (let hour = 0; hour < 48; hour++) {
      const atMs = Date.UTC(2026, 9, 26, 12) + hour * HOUR_MS;
      expect(parseTime(localFieldValue(atMs, zone), zone)).toBe(atMs);
    }
  });
});

describe('ranges', () => {
  it('know yesterday and the last week from Monday to Sunday, across changes of clocks', () => {
    const zone = 'Europe/Berlin';
    // Tuesday, two days after the clocks went back.
    const nowMs = Date.UTC(2026, 9, 27, 12);
    expect(chooseRange({ preset: 'yesterday' }, nowMs, zone)).toMatchObject({
      fromMs: Date.UTC(2026, 9, 25, 23),
      toMs: Date.UTC(2026, 9, 26, 23),
    });
    expect(chooseRange({ preset: 'last-week' }, nowMs, zone)).toMatchObject({
      fromMs: Date.UTC(2026, 9, 18, 22),
      toMs: Date.UTC(2026, 9, 25, 23),
    });
  });

  it('begin today where nothing is asked for', () => {
    expect(chooseRange({}, NOW_MS, 'UTC')).toEqual({
      fromMs: Date.UTC(2026, 5, 1),
      toMs: NOW_MS + 1,
      preset: 'today',
    });
  });

  it('end now when only a beginning is given', () => {
    const range = chooseRange({ from: '2026-06-01T10:00' }, NOW_MS, 'UTC');
    expect(range.toMs).toBe(NOW_MS + 1);
    expect(rangeQuery(range)).toBe(`from=${NOW_MS - 2 * HOUR_MS}&to=${NOW_MS + 1}`);
  });

  it('move and widen', () => {
    const range = { fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS };
    expect(shifted(range, -1)).toMatchObject({ fromMs: NOW_MS - 2 * HOUR_MS, toMs: range.fromMs });
    expect(widened(range, NOW_MS)).toMatchObject({
      fromMs: NOW_MS - 2 * HOUR_MS,
      toMs: NOW_MS + 1,
    });
  });

  it.each([
    [1, 'minute'],
    [24, 'hour'],
    [24 * 7, 'hour'],
    [24 * 30, 'day'],
  ])('of %i hours are drawn per %s', (hours, unit) => {
    expect(unitFor({ fromMs: NOW_MS - hours * HOUR_MS, toMs: NOW_MS })).toBe(unit);
  });
});
