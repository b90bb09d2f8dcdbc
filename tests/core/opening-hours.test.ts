import { describe, expect, it } from 'vitest';
import { ALWAYS_OPEN, openingHours, parseDaySpan } from '../../src/core/opening-hours.js';

const ZONE = 'Asia/Jakarta';
const at = (text: string) => Date.parse(`${text}+07:00`);
const CLOSED_WEEK = Object.fromEntries(
  Object.keys(ALWAYS_OPEN).map((day) => [day, []]),
) as unknown as typeof ALWAYS_OPEN;

describe('a span of a day', () => {
  it('is read, over midnight too', () => {
    expect(parseDaySpan('09:00-17:30')).toEqual({ fromMinute: 540, toMinute: 1050 });
    expect(parseDaySpan('9:00 – 24:00')).toEqual({ fromMinute: 540, toMinute: 1440 });
    expect(parseDaySpan('20:00-02:00')).toEqual({ fromMinute: 1200, toMinute: 1560 });
  });

  it('is nothing else', () => {
    for (const wrong of ['', '9-17', '09:00', '09:60-10:00', '24:00-25:00', '09:00-09:00', 'x']) {
      expect(parseDaySpan(wrong), wrong).toBeNull();
    }
  });
});

describe('opening hours', () => {
  it('without any setting never close', () => {
    const hours = openingHours(ALWAYS_OPEN, 'UTC');
    expect(hours.stateAt(0)).toEqual({ isOpen: true, changesAtMs: null });
    expect(hours.openSpans({ fromMs: 5, toMs: 9 })).toEqual([{ fromMs: 5, toMs: 9 }]);
  });

  it('are of the weekday, with what changes next', () => {
    // 2026-11-30 is a Monday.
    const hours = openingHours({ ...CLOSED_WEEK, monday: ['09:00-12:00', '13:00-17:00'] }, ZONE);
    const state = (text: string) => hours.stateAt(at(text));
    expect(state('2026-11-30T08:59')).toEqual({
      isOpen: false,
      changesAtMs: at('2026-11-30T09:00'),
    });
    expect(state('2026-11-30T09:00')).toEqual({
      isOpen: true,
      changesAtMs: at('2026-11-30T12:00'),
    });
    expect(state('2026-11-30T12:00').isOpen).toBe(false);
    expect(state('2026-11-30T17:00')).toEqual({
      isOpen: false,
      changesAtMs: at('2026-12-07T09:00'),
    });
    expect(
      hours.openSpans({ fromMs: at('2026-11-30T10:00'), toMs: at('2026-12-08T00:00') }),
    ).toEqual([
      { fromMs: at('2026-11-30T10:00'), toMs: at('2026-11-30T12:00') },
      { fromMs: at('2026-11-30T13:00'), toMs: at('2026-11-30T17:00') },
      { fromMs: at('2026-12-07T09:00'), toMs: at('2026-12-07T12:00') },
      { fromMs: at('2026-12-07T13:00'), toMs: at('2026-12-07T17:00') },
    ]);
  });

  it('go on over midnight, and whole days are one span', () => {
    const late = openingHours({ ...CLOSED_WEEK, friday: ['20:00-02:00'] }, ZONE);
    expect(late.stateAt(at('2026-12-05T01:00'))).toEqual({
      isOpen: true,
      changesAtMs: at('2026-12-05T02:00'),
    });
    const weekend = openingHours(
      { ...CLOSED_WEEK, saturday: ['00:00-24:00'], sunday: ['00:00-24:00'] },
      ZONE,
    );
    expect(weekend.stateAt(at('2026-12-05T12:00')).changesAtMs).toBe(at('2026-12-07T00:00'));
  });

  it('have exceptions, which take the place of the weekday', () => {
    const hours = openingHours(
      {
        ...ALWAYS_OPEN,
        exceptions: [
          { date: '2026-12-25', hours: [] },
          { date: '2026-12-24', hours: ['10:00-14:00'] },
        ],
      },
      ZONE,
    );
    expect(hours.stateAt(at('2026-12-24T15:00'))).toEqual({
      isOpen: false,
      changesAtMs: at('2026-12-26T00:00'),
    });
    expect(hours.stateAt(at('2026-12-23T15:00')).changesAtMs).toBe(at('2026-12-24T00:00'));
  });

  it('are those of their own zone, by the clocks on the wall when they change', () => {
    const hours = openingHours(
      { ...CLOSED_WEEK, sunday: ['01:00-09:00'], timeZone: 'Europe/Berlin' },
      ZONE,
    );
    expect(hours.timeZone).toBe('Europe/Berlin');
    // On 2026-03-29 the clocks go from 2 to 3: seven hours.
    const day = { fromMs: Date.parse('2026-03-28T12:00Z'), toMs: Date.parse('2026-03-29T20:00Z') };
    const [span] = hours.openSpans(day);
    expect(span).toEqual({
      fromMs: Date.parse('2026-03-29T01:00+01:00'),
      toMs: Date.parse('2026-03-29T09:00+02:00'),
    });
  });

  it('may never open', () => {
    expect(openingHours(CLOSED_WEEK, ZONE).stateAt(0)).toEqual({
      isOpen: false,
      changesAtMs: null,
    });
  });
});
