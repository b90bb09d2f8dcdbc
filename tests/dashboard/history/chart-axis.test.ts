import { describe, expect, it } from 'vitest';
import { roundTop, timeMarks } from '../../../src/dashboard/history/chart-axis.js';
import { createFormatter } from '../../../src/dashboard/view/format.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function labels(fromMs: number, spanMs: number, zone = 'UTC'): string[] {
  const range = { fromMs, toMs: fromMs + spanMs, preset: null };
  return timeMarks(range, zone, createFormatter('en', zone)).map(({ label }) => label);
}

describe('roundTop', () => {
  it.each([
    [0, 2000],
    [1500, 2000],
    [35.6 * MINUTE_MS, 40 * MINUTE_MS],
    [40 * MINUTE_MS, 40 * MINUTE_MS],
    [9 * HOUR_MS, 12 * HOUR_MS],
    [3.2 * DAY_MS, 4 * DAY_MS],
    [Number.NEGATIVE_INFINITY, 2000],
  ])('%f ms fit under %f', (mostMs, top) => {
    expect(roundTop(mostMs)).toBe(top);
  });
});

describe('timeMarks', () => {
  it('puts the name of a day in the middle of what the range has of it', () => {
    const fromMs = Date.UTC(2026, 10, 16);
    const range = { fromMs, toMs: fromMs + 6.5 * DAY_MS, preset: null };
    const shares = timeMarks(range, 'UTC', createFormatter('en', 'UTC')).map(({ share }) => share);
    expect(shares).toHaveLength(7);
    expect(shares[0]).toBeCloseTo(0.5 / 6.5);
    expect(shares[6]).toBeCloseTo(6.25 / 6.5);
  });

  it('leaves out the name of a day that has only begun: it would lie on that of the day before', () => {
    const mondayMs = Date.UTC(2026, 10, 16);
    expect(labels(mondayMs, 6.3 * DAY_MS)).toHaveLength(6);
    expect(labels(mondayMs, 6.6 * DAY_MS)).toHaveLength(7);
    expect(labels(mondayMs, 1.2 * DAY_MS).length).toBeGreaterThan(1);
  });

  it('names the month at the first day and where it is another', () => {
    const saturdayMs = Date.UTC(2026, 10, 28);
    expect(labels(saturdayMs, 5 * DAY_MS).map((label) => /Nov|Dec/.exec(label)?.[0])).toEqual([
      ...['Nov', undefined, undefined, 'Dec', undefined],
    ]);
    expect(labels(saturdayMs, 300 * DAY_MS).every((label) => /[A-Z]\w+$/.test(label))).toBe(true);
  });

  it('names the days of a week under the middle of each, and none that is not in it', () => {
    const mondayMs = Date.UTC(2026, 10, 15, 17); // Monday 16 November, 0:00 in Jakarta
    expect(labels(mondayMs, 7 * DAY_MS, 'Asia/Jakarta')).toEqual([
      ...['Mon.*16', 'Tue.*17', 'Wed.*18', 'Thu.*19', 'Fri.*20', 'Sat.*21', 'Sun.*22'].map((day) =>
        expect.stringMatching(day),
      ),
    ]);
  });

  it('puts round times into a day, and its name at midnight', () => {
    const marks = labels(Date.UTC(2026, 10, 16, 20), 8 * HOUR_MS);
    expect(marks).toEqual(['20:00', '22:00', expect.stringContaining('17'), '02:00', '04:00']);
  });

  it('marks the quarters of an odd hour', () => {
    expect(labels(Date.UTC(2026, 10, 16, 9, 7), HOUR_MS)).toEqual([
      ...['09:10', '09:20', '09:30', '09:40', '09:50', '10:00'],
    ]);
  });

  it('stays at midnight when summer time ends', () => {
    const zone = 'Europe/Berlin';
    const fromMs = Date.UTC(2026, 9, 23, 22); // 24 October, 0:00; clocks go back on the 25th
    const range = { fromMs, toMs: fromMs + 5 * DAY_MS, preset: null };
    const marks = timeMarks(range, zone, createFormatter('en', zone));
    const hours = marks.map(({ atMs }) => (atMs - fromMs) / HOUR_MS);
    expect(hours).toEqual([0, 24, 49, 73, 97]);
  });

  it.each([1, 10, 31, 92, 400, 2000])('gives at most eight marks for %i days', (days) => {
    const count = labels(Date.UTC(2026, 0, 5, 3), days * DAY_MS).length;
    expect(count).toBeGreaterThan(2);
    expect(count).toBeLessThanOrEqual(8);
  });
});
