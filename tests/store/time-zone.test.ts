import { describe, expect, it } from 'vitest';
import { localIsoTime } from '../../src/store/export/local-time.js';
import { timeZone } from '../../src/store/time-zone.js';

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
