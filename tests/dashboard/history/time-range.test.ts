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

  it.each([
    ['Europe/Berlin', '2026-03-29', 0],
    ['Europe/Berlin', '2026-10-25', 1],
    ['America/New_York', '2026-03-08', 0],
    ['America/Santiago', '2026-04-05', 1],
    ['America/Santiago', '2026-09-06', 0],
    ['America/Havana', '2026-03-08', 0],
    ['Atlantic/Azores', '2026-03-29', 0],
  ])('%s: go there and back across the change of clocks of %s', (zone, day, shownTwice) => {
    const firstMs = Date.parse(`${day}T00:00Z`) - 24 * HOUR_MS;
    const others = Array.from({ length: 72 }, (_, hour) => firstMs + hour * HOUR_MS).filter(
      (atMs) => parseTime(localFieldValue(atMs, zone), zone) !== atMs,
    );
    // Only the second of two hours with the same name is read as the first.
    expect(others).toHaveLength(shownTwice);
    for (let hour = 0; hour < 72; hour++) {
      const atMs = firstMs + hour * HOUR_MS;
      const dayMs = startOfDay(atMs, zone);
      expect(localFieldValue(dayMs, zone).slice(0, 10)).toBe(
        localFieldValue(atMs, zone).slice(0, 10),
      );
      expect(localFieldValue(dayMs - 1, zone) < localFieldValue(atMs, zone).slice(0, 10)).toBe(
        true,
      );
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
    expect(shifted(range, -1, 'UTC')).toMatchObject({
      fromMs: NOW_MS - 2 * HOUR_MS,
      toMs: range.fromMs,
    });
    expect(shifted(range, 1, 'UTC')).toMatchObject({ fromMs: NOW_MS, toMs: NOW_MS + HOUR_MS });
    expect(widened(range, NOW_MS)).toMatchObject({
      fromMs: NOW_MS - 2 * HOUR_MS,
      toMs: NOW_MS + 1,
    });
  });

  it.each([
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['America/Santiago', '2026-09-06'],
    ['America/Havana', '2026-03-08'],
    ['America/Havana', '2026-11-01'],
    ['Atlantic/Azores', '2026-03-29'],
  ])('%s: move from day to day across the change of clocks of %s', (zone, changeDay) => {
    const dayAt = (days: number) =>
      new Date(Date.parse(`${changeDay}T00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10);
    const dayRange = (days: number) => ({
      fromMs: parseTime(dayAt(days), zone) as number,
      toMs: parseTime(dayAt(days + 1), zone) as number,
      preset: null,
    });
    for (let days = -2; days <= 2; days++) {
      expect(shifted(dayRange(days), -1, zone)).toEqual(dayRange(days - 1));
      expect(shifted(dayRange(days), 1, zone)).toEqual(dayRange(days + 1));
    }
    const week = { fromMs: dayRange(-3).fromMs, toMs: dayRange(4).fromMs };
    expect(shifted(week, -1, zone).fromMs).toBe(dayRange(-10).fromMs);
    expect(shifted(week, 1, zone).toMs).toBe(dayRange(11).fromMs);
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
