import { EkspresiError } from '../core/errors.js';
import { zoneFormat, zoneOffsetMs } from '../core/zone-offset.js';

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;
const QUARTERS_OF_DAY = DAY_MS / QUARTER_MS;
const MAX_KNOWN = 10_000;

/** Local wall-clock time of one IANA zone. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds to add to UTC at this moment. */
  offsetMs(atMs: number): number;
  /** First moment of the local day that holds `atMs`. */
  startOfDayMs(atMs: number): number;
  /** First moment of the local day after the one that holds `atMs`. */
  startOfNextDayMs(atMs: number): number;
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
  const localMidnight = (localDay: number): number => {
    const guess = localDay * DAY_MS;
    // The offset at the guess may be that of the other side of a change of clocks.
    const first = guess - offsetMs(guess);
    const second = guess - offsetMs(first);
    return offsetMs(second) + second === guess ? second : Math.max(first, second);
  };
  const localDay = (atMs: number) => Math.floor((atMs + offsetMs(atMs)) / DAY_MS);
  return {
    name,
    offsetMs,
    startOfDayMs: (atMs) => localMidnight(localDay(atMs)),
    startOfNextDayMs: (atMs) => localMidnight(localDay(atMs) + 1),
  };
}

function formatter(name: string): Intl.DateTimeFormat {
  try {
    return zoneFormat(name);
  } catch (cause) {
    throw new EkspresiError(
      'USAGE',
      `There is no time zone ${name.slice(0, 60)}`,
      'Give an IANA name such as Asia/Jakarta or Europe/Berlin.',
      { cause },
    );
  }
}
