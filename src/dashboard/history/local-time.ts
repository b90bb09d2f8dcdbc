import { zoneFormat, zoneOffsetMs } from '../../core/zone-offset.js';

/** UTC milliseconds of a wall-clock time given as if it were UTC; in a gap, the time after it. */
function fromWallClock(wallMs: number, timeZone: string): number {
  const format = zoneFormat(timeZone);
  const first = wallMs - zoneOffsetMs(format, wallMs);
  return wallMs - zoneOffsetMs(format, first);
}

/** Reads `2026-11-24T08:15` in a zone, or whole epoch milliseconds; null for anything else. */
export function parseTime(text: string | undefined, timeZone: string): number | null {
  if (!text) return null;
  if (/^\d{10,14}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/.test(text)) return null;
  const wallMs = Date.parse(`${text.includes('T') ? text : `${text}T00:00`}Z`);
  return Number.isNaN(wallMs) ? null : fromWallClock(wallMs, timeZone);
}

/** The value of a `datetime-local` field: `2026-11-24T08:15`. */
export function localFieldValue(atMs: number, timeZone: string): string {
  return new Date(atMs + zoneOffsetMs(zoneFormat(timeZone), atMs)).toISOString().slice(0, 16);
}

/** First moment of the local day that holds `atMs`. */
export function startOfDay(atMs: number, timeZone: string): number {
  const local = localFieldValue(atMs, timeZone);
  return fromWallClock(Date.parse(`${local.slice(0, 10)}T00:00Z`), timeZone);
}

/** Day of the week of `atMs` in a zone: 0 is Monday, 6 Sunday. */
export function weekday(atMs: number, timeZone: string): number {
  const day = new Date(`${localFieldValue(atMs, timeZone)}Z`).getUTCDay();
  return (day + 6) % 7;
}
