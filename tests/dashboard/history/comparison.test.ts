import { describe, expect, it } from 'vitest';
import { ALWAYS_OPEN, openingHours } from '../../../src/core/opening-hours.js';
import {
  changeOf,
  compare,
  type Figure,
  likeRanges,
} from '../../../src/dashboard/history/comparison.js';
import { chooseRange } from '../../../src/dashboard/history/time-range.js';
import type { RollupSums } from '../../../src/store/store-queries.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ZONE = 'Asia/Jakarta';
const at = (text: string) => Date.parse(`${text}+07:00`);
const visitors: Figure = { kind: 'sum', of: ({ facesAppeared }) => facesAppeared };

const sums = (facesAppeared: number) =>
  ({
    facesAppeared,
    expressionMs: [0, 0, 0, 0, 0, 0, 0],
    meanDwellMs: null,
  }) as unknown as RollupSums;

describe('a range is compared with its like', () => {
  it('a Saturday morning with Friday morning and the Saturday morning before', () => {
    const nowMs = at('2026-11-28T10:15');
    const range = chooseRange({ preset: 'today' }, nowMs, ZONE);
    const [yesterday, weekBefore] = likeRanges(range, ZONE);
    expect(yesterday).toEqual({ fromMs: at('2026-11-27T00:00'), toMs: at('2026-11-27T10:15') + 1 });
    expect(weekBefore).toEqual({
      fromMs: at('2026-11-21T00:00'),
      toMs: at('2026-11-21T10:15') + 1,
    });
  });

  it('weeks with weeks, whatever their length', () => {
    const days = (from: string, to: string) =>
      likeRanges({ fromMs: at(from), toMs: at(to) }, ZONE).map(({ fromMs }) => fromMs);
    expect(days('2026-11-23T00:00', '2026-11-30T00:00')).toEqual([at('2026-11-16T00:00')]);
    expect(days('2026-11-01T00:00', '2026-12-01T00:00')).toEqual([at('2026-09-27T00:00')]);
    expect(days('2026-11-28T00:00', '2026-11-30T00:00')).toEqual([at('2026-11-21T00:00')]);
  });

  it('by the clocks on the wall, also when they change', () => {
    const fromMs = Date.parse('2026-10-26T00:00+01:00');
    const range = { fromMs, toMs: fromMs + 10 * HOUR_MS };
    // The day before had 25 hours.
    expect(likeRanges(range, 'Europe/Berlin')[0]).toEqual({
      fromMs: Date.parse('2026-10-25T00:00+02:00'),
      toMs: Date.parse('2026-10-25T10:00+01:00'),
    });
  });

  it('as far as it has passed', () => {
    const nowMs = at('2026-11-28T12:00');
    const asked: number[] = [];
    const queries = {
      totals: ({ toMs }: { toMs: number }) => {
        asked.push(toMs);
        return sums(0);
      },
      watchedMs: () => 0,
    };
    const range = { fromMs: at('2026-11-28T00:00'), toMs: at('2026-11-29T00:00') };
    const { now, before } = compare(queries, range, {
      timeZone: ZONE,
      hours: openingHours(ALWAYS_OPEN, ZONE),
      nowMs,
    });
    expect(now.toMs).toBe(nowMs + 1);
    expect(before[0]?.toMs).toBe(at('2026-11-27T12:00') + 1);
  });
});

describe('with opening hours', () => {
  const workday = ['09:00-17:00'];
  const hours = openingHours(
    {
      ...ALWAYS_OPEN,
      ...{ thursday: workday, friday: workday, saturday: workday },
      exceptions: [{ date: '2026-11-21', hours: [] }],
    },
    ZONE,
  );
  const range = { fromMs: at('2026-11-28T00:00'), toMs: at('2026-11-29T00:00') };
  const compared = (watchedShare: number) => {
    const asked: (readonly { fromMs: number; toMs: number }[])[] = [];
    const queries = {
      totals: (...spans: readonly { fromMs: number; toMs: number }[]) => {
        asked.push(spans);
        return sums(80);
      },
      watchedMs: (...spans: readonly { fromMs: number; toMs: number }[]) =>
        watchedShare * spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    };
    const nowMs = at('2026-11-30T00:00');
    return { asked, ...compare(queries, range, { timeZone: ZONE, hours, nowMs }) };
  };

  it('only open time is summed and called watched', () => {
    const { asked, now, before } = compared(1);
    const open = { fromMs: at('2026-11-28T09:00'), toMs: at('2026-11-28T17:00') };
    expect(asked[0]).toEqual([open]);
    expect(now).toMatchObject({ openMs: 8 * HOUR_MS, watchedMs: 8 * HOUR_MS });
    const [friday, closed] = before;
    if (friday === undefined || closed === undefined) throw new Error('two days to compare with');
    expect(changeOf(visitors, now, friday)).toEqual({ kind: 'change', share: 0 });
    expect(changeOf(visitors, now, closed)).toEqual({
      kind: 'not-watched',
      watchedMs: 0,
      spanMs: 0,
    });
  });

  it('a hole in open time is still a hole', () => {
    const { now, before } = compared(0.5);
    const [friday] = before;
    if (friday === undefined) throw new Error('a day to compare with');
    expect(changeOf(visitors, now, friday)).toEqual({
      kind: 'not-watched',
      watchedMs: 4 * HOUR_MS,
      spanMs: 8 * HOUR_MS,
    });
  });
});

describe('a change', () => {
  const range = (facesAppeared: number, watchedHours: number, days = 1) => ({
    fromMs: 0,
    toMs: days * DAY_MS,
    openMs: days * DAY_MS,
    totals: sums(facesAppeared),
    watchedMs: watchedHours * HOUR_MS,
  });

  it('of a sum is per watched hour', () => {
    const change = changeOf(visitors, range(100, 20), range(96, 24));
    expect(change).toEqual({ kind: 'change', share: expect.closeTo(0.25) });
  });

  it('is no share where either range was watched for less than four fifths', () => {
    const notWatched = { kind: 'not-watched', watchedMs: 5 * DAY_MS, spanMs: 30 * DAY_MS };
    expect(changeOf(visitors, range(9, 720, 30), range(9, 120, 30))).toEqual(notWatched);
    expect(changeOf(visitors, range(9, 120, 30), range(9, 720, 30))).toEqual(notWatched);
    expect(changeOf(visitors, range(9, 19.1), range(9, 24)).kind).toBe('not-watched');
    expect(changeOf(visitors, range(9, 19.3), range(9, 24)).kind).toBe('change');
  });

  it('of a mean is taken as it is, and of nothing is none', () => {
    const mean: Figure = { kind: 'mean', of: ({ facesAppeared }) => facesAppeared || null };
    expect(changeOf(mean, range(3, 20), range(2, 24))).toEqual({ kind: 'change', share: 0.5 });
    expect(changeOf(mean, range(3, 20), range(0, 24))).toEqual({ kind: 'nothing-before' });
    expect(changeOf(visitors, range(3, 20), range(0, 24))).toEqual({ kind: 'nothing-before' });
  });
});
