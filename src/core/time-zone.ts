import { EkspresiError } from './errors.js';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
const QUARTERS_OF_DAY = DAY_MS / QUARTER_MS;
const MAX_KNOWN = 10_000;

/** Local wall-clock time of one IANA zone. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds to add to UTC at this moment. */
  offsetMs(atMs: number): number;
  /**
   * The first moment when the clocks show a local time, given as if it were UTC; where they skip
   * it, as long after the change as it lies after the time at which they change.
   */
  fromLocalMs(localMs: number): number;
  /** First moment of the local day that holds `atMs`. */
  startOfDayMs(atMs: number): number;
  /** First moment of the local day after the one that holds `atMs`. */
  startOfNextDayMs(atMs: number): number;
}

/** Whether the platform knows a zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Offsets come from the platform's zone data; they change only at quarters of an hour, so
 * each quarter, and for most days only their ends, is asked once per zone object.
 *
 * @throws EkspresiError USAGE for a name that the platform does not know.
 */
export function timeZone(name: string): TimeZone {
  const format = formatter(name);
  const known = new Map<number, number>();
  const offsetOfQuarter = (quarter: number): number => {
    let offset = known.get(quarter);
    if (offset === undefined) {
      offset = zoneOffsetMs(format, quarter * QUARTER_MS);
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(quarter, offset);
    }
    return offset;
  };
  const offsetMs = (atMs: number): number => {
    const firstQuarter = Math.floor(atMs / DAY_MS) * QUARTERS_OF_DAY;
    const offset = offsetOfQuarter(firstQuarter);
    // A day with the same offset at both ends has it all along: clocks change once a day at most.
    if (offset === offsetOfQuarter(firstQuarter + QUARTERS_OF_DAY)) return offset;
    return offsetOfQuarter(Math.floor(atMs / QUARTER_MS));
  };
  const fromLocalMs = (localMs: number): number => {
    // No zone is a day off, so that these lie before and after a change of clocks on that day.
    const byOffsetBefore = localMs - offsetMs(localMs - DAY_MS);
    const byOffsetAfter = localMs - offsetMs(localMs + DAY_MS);
    const shown = [byOffsetBefore, byOffsetAfter].filter((at) => at + offsetMs(at) === localMs);
    return shown.length === 0 ? byOffsetBefore : Math.min(...shown);
  };
  const localDay = (atMs: number) => Math.floor((atMs + offsetMs(atMs)) / DAY_MS);
  return {
    name,
    offsetMs,
    fromLocalMs,
    startOfDayMs: (atMs) => fromLocalMs(localDay(atMs) * DAY_MS),
    startOfNextDayMs: (atMs) => fromLocalMs((localDay(atMs) + 1) * DAY_MS),
  };
}

/** What the wall clocks of the format's zone are ahead of UTC at `atMs`, in milliseconds. */
function zoneOffsetMs(format: Intl.DateTimeFormat, atMs: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}

function formatter(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new EkspresiError('time-zone-unknown', { name: name.slice(0, 60) }, { cause });
  }
}
