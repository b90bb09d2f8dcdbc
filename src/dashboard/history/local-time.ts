import { type TimeZone, timeZone as zoneOf } from '../../core/time-zone.js';

const DAY_MS = 86_400_000;

/** Reads `2026-11-24T08:15` in a zone, or whole epoch milliseconds; null for anything else. */
export function parseTime(text: string | undefined, timeZone: string): number | null {
  if (!text) return null;
  if (/^\d{10,14}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/.test(text)) return null;
  const localMs = Date.parse(`${text.includes('T') ? text : `${text}T00:00`}Z`);
  return Number.isNaN(localMs) ? null : zoneOf(timeZone).fromLocalMs(localMs);
}

/** The value of a `datetime-local` field: `2026-11-24T08:15`. */
export function localFieldValue(atMs: number, timeZone: string): string {
  return new Date(atMs + zoneOf(timeZone).offsetMs(atMs)).toISOString().slice(0, 16);
}

/** First moment of the local day that holds `atMs`. */
export function startOfDay(atMs: number, timeZone: string): number {
  return zoneOf(timeZone).startOfDayMs(atMs);
}

/** What passes between two moments by the clocks on the wall, in milliseconds. */
export function localSpanMs(fromMs: number, toMs: number, timeZone: string): number {
  const zone = zoneOf(timeZone);
  return wallClockMs(toMs, zone) - wallClockMs(fromMs, zone);
}

/** The moment by which the clocks on the wall have gone on by `spanMs`, which may be negative. */
export function plusLocalMs(atMs: number, spanMs: number, timeZone: string): number {
  const zone = zoneOf(timeZone);
  return zone.fromLocalMs(wallClockMs(atMs, zone) + spanMs);
}

/** Day of the week of `atMs` in a zone: 0 is Monday, 6 Sunday. */
export function weekday(atMs: number, timeZone: string): number {
  const day = new Date(`${localFieldValue(atMs, timeZone)}Z`).getUTCDay();
  return (day + 6) % 7;
}

/** Local time as if it were UTC. A day begins at midnight, also where the clocks skip that hour. */
function wallClockMs(atMs: number, { offsetMs, startOfDayMs }: TimeZone): number {
  const localMs = atMs + offsetMs(atMs);
  return startOfDayMs(atMs) === atMs ? Math.floor(localMs / DAY_MS) * DAY_MS : localMs;
}
