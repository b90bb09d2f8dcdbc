import type { TimeZone } from '../../core/time-zone.js';

/** ISO 8601 with the zone's offset at that moment, such as `2026-06-01T14:05:00.000+07:00`. */
export function localIsoTime(atMs: number, zone: TimeZone): string {
  const offsetMs = zone.offsetMs(atMs);
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const sign = offsetMs < 0 ? '-' : '+';
  const offset = `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${new Date(atMs + offsetMs).toISOString().slice(0, -1)}${offset}`;
}
