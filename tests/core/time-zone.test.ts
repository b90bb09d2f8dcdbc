import { describe, expect, it } from 'vitest';
import { timeZone } from '../../src/core/time-zone.js';
import { localIsoTime } from '../../src/store/export/local-time.js';

const HOUR = 3_600_000;

describe('timeZone', () => {
  it('begins days at local midnight', () => {
    const jakarta = timeZone('Asia/Jakarta');
    const noon = Date.UTC(2026, 5, 1, 12);
    expect(jakarta.startOfDayMs(noon)).toBe(Date.UTC(2026, 4, 31, 17));
    expect(jakarta.startOfNextDayMs(noon)).toBe(Date.UTC(2026, 5, 1, 17));
  });

  it('knows days of 23 and 25 hours', () => {
    const berlin = timeZone('Europe/Berlin');
    const spring = berlin.startOfDayMs(Date.UTC(2026, 2, 29, 12));
    expect(berlin.startOfNextDayMs(spring) - spring).toBe(23 * HOUR);
    const autumn = berlin.startOfDayMs(Date.UTC(2026, 9, 25, 12));
    expect(berlin.startOfNextDayMs(autumn) - autumn).toBe(25 * HOUR);
  });

  it('begins a day that has no midnight at its first moment', () => {
    const beirut = timeZone('Africa/Cairo');
    const day = beirut.startOfDayMs(Date.UTC(2026, 3, 24, 12));
    expect(localIsoTime(day, beirut)).toBe('2026-04-24T01:00:00.000+03:00');
    expect(localIsoTime(day - 1, beirut)).toBe('2026-04-23T23:59:59.999+02:00');
  });

  it.each([
    // Zones that skip midnight, west of Greenwich and at it.
    ['America/Santiago', '2026-09-06', '2026-09-06T01:00:00.000-03:00'],
    ['America/Havana', '2026-03-08', '2026-03-08T01:00:00.000-04:00'],
    ['Atlantic/Azores', '2026-03-29', '2026-03-29T01:00:00.000+00:00'],
    // Zones that have it twice, on both sides.
    ['America/Havana', '2026-11-01', '2026-11-01T00:00:00.000-04:00'],
    ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000+00:00'],
    ['Asia/Amman', '2021-10-29', '2021-10-29T00:00:00.000+03:00'],
    // The date line moved: there was no 30 December.
    ['Pacific/Apia', '2011-12-31', '2011-12-31T00:00:00.000+14:00'],
  ])('%s begins %s at its first moment', (name, day, first) => {
    const zone = timeZone(name);
    const noonMs = zone.fromLocalMs(Date.parse(`${day}T12:00Z`));
    expect(localIsoTime(zone.startOfDayMs(noonMs), zone)).toBe(first);
    expect(zone.startOfNextDayMs(zone.startOfDayMs(noonMs) - 1)).toBe(zone.startOfDayMs(noonMs));
    expect(zone.startOfDayMs(zone.startOfNextDayMs(noonMs) - 1)).toBe(zone.startOfDayMs(noonMs));
  });

  it.each([
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T03:30:00.000-04:00'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T03:30:00.000+02:00'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-04T02:45:00.000+11:00'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T01:30:00.000-04:00'],
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T02:30:00.000+02:00'],
  ])('%s reads %s, skipped or shown twice, as %s', (name, local, moment) => {
    const zone = timeZone(name);
    expect(localIsoTime(zone.fromLocalMs(Date.parse(`${local}Z`)), zone)).toBe(moment);
  });

  it('writes offsets of half and quarter hours, and negative ones', () => {
    expect(localIsoTime(0, timeZone('Asia/Kolkata'))).toBe('1970-01-01T05:30:00.000+05:30');
    const august = Date.UTC(2026, 7, 1);
    expect(localIsoTime(august, timeZone('America/St_Johns'))).toBe(
      '2026-07-31T21:30:00.000-02:30',
    );
  });

  it('refuses a zone that does not exist', () => {
    expect(() => timeZone('Mars/Base')).toThrow(/Mars\/Base/);
  });
});
