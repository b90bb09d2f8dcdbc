import { type TimeZone, timeZone } from './time-zone.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** How far ahead the next change is looked for, the nearest first; beyond it there is none. */
const HORIZONS_DAYS = [2, 9, 400];

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** When the box measures, by weekday: spans such as `09:00-17:30`, none where it is closed. */
export interface OpeningHoursSettings extends Readonly<Record<Weekday, readonly string[]>> {
  /** IANA name; absent: the zone of the pages. */
  readonly timeZone?: string | undefined;
  /** Dates (`2026-12-25`) with other hours than their weekday. */
  readonly exceptions: readonly { readonly date: string; readonly hours: readonly string[] }[];
}

const ALL_DAY: readonly string[] = ['00:00-24:00'];

export const ALWAYS_OPEN: OpeningHoursSettings = {
  monday: ALL_DAY,
  tuesday: ALL_DAY,
  wednesday: ALL_DAY,
  thursday: ALL_DAY,
  friday: ALL_DAY,
  saturday: ALL_DAY,
  sunday: ALL_DAY,
  exceptions: [],
};

/** Minutes since local midnight; the end may lie in the next day. */
interface DaySpan {
  readonly fromMinute: number;
  readonly toMinute: number;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether it is open, and when that changes; null where it never does. */
export interface OpenState {
  readonly isOpen: boolean;
  readonly changesAtMs: number | null;
}

export interface OpeningHours {
  /** IANA name of the zone that the hours are of. */
  readonly timeZone: string;
  stateAt(atMs: number): OpenState;
  /** The open parts of a range in their order; they neither touch nor overlap. */
  openSpans(range: Span): readonly Span[];
}

/** Reads `09:00-17:30`; an end before the begin is on the next day. Null for anything else. */
export function parseDaySpan(text: string): DaySpan | null {
  const found = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (found === null) return null;
  const [fromHour = 0, fromMinutes = 0, toHour = 0, toMinutes = 0] = found.slice(1).map(Number);
  const fromMinute = fromHour * 60 + fromMinutes;
  const toMinute = toHour * 60 + toMinutes;
  if (fromMinutes > 59 || toMinutes > 59) return null;
  if (fromMinute >= DAY_MINUTES || toMinute > DAY_MINUTES || fromMinute === toMinute) return null;
  return { fromMinute, toMinute: toMinute > fromMinute ? toMinute : toMinute + DAY_MINUTES };
}

/**
 * Opening hours by the clocks on the wall of their zone, so that a change of them shifts nothing.
 *
 * @param pagesZone the zone where the settings name none
 * @throws EkspresiError USAGE for an unknown zone
 */
export function openingHours(settings: OpeningHoursSettings, pagesZone: string): OpeningHours {
  const zone = timeZone(settings.timeZone ?? pagesZone);
  const week = WEEKDAYS.map((day) => daySpans(settings[day]));
  const exceptions = new Map(settings.exceptions.map(({ date, hours }) => [date, daySpans(hours)]));
  const isAlwaysOpen = exceptions.size === 0 && week.every(isWholeDay);
  const spansOfDay = (day: number): readonly DaySpan[] => {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    // 1970-01-01, day 0, was a Thursday.
    return exceptions.get(date) ?? week[(((day + 3) % 7) + 7) % 7] ?? [];
  };
  const openSpans = (range: Span): readonly Span[] =>
    isAlwaysOpen ? [range] : merged(spansIn(range, zone, spansOfDay));
  return {
    timeZone: zone.name,
    openSpans,
    stateAt: (atMs) => {
      if (isAlwaysOpen) return { isOpen: true, changesAtMs: null };
      let isOpen = false;
      for (const days of HORIZONS_DAYS) {
        const toMs = atMs + days * DAY_MS;
        const [first] = openSpans({ fromMs: atMs, toMs });
        isOpen = first?.fromMs === atMs;
        const changesAtMs = isOpen ? first?.toMs : first?.fromMs;
        if (changesAtMs !== undefined && changesAtMs < toMs) return { isOpen, changesAtMs };
      }
      return { isOpen, changesAtMs: null };
    },
  };
}

function daySpans(texts: readonly string[]): readonly DaySpan[] {
  return texts.map(parseDaySpan).filter((span) => span !== null);
}

function isWholeDay(spans: readonly DaySpan[]): boolean {
  return spans.some(({ fromMinute, toMinute }) => fromMinute === 0 && toMinute >= DAY_MINUTES);
}

/** The day before is looked at, too: its last span may reach over midnight. */
function spansIn(
  range: Span,
  zone: TimeZone,
  spansOfDay: (day: number) => readonly DaySpan[],
): Span[] {
  const localDay = (atMs: number) => Math.floor((atMs + zone.offsetMs(atMs)) / DAY_MS);
  const spans: Span[] = [];
  for (let day = localDay(range.fromMs) - 1; day <= localDay(range.toMs - 1); day++) {
    for (const { fromMinute, toMinute } of spansOfDay(day)) {
      const moment = (minute: number) => zone.fromLocalMs(day * DAY_MS + minute * MINUTE_MS);
      const fromMs = Math.max(range.fromMs, moment(fromMinute));
      const toMs = Math.min(range.toMs, moment(toMinute));
      if (fromMs < toMs) spans.push({ fromMs, toMs });
    }
  }
  return spans;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const inOrder = [...spans].sort((a, b) => a.fromMs - b.fromMs);
  const result: Span[] = [];
  for (const span of inOrder) {
    const last = result.at(-1);
    if (last === undefined || span.fromMs > last.toMs) result.push(span);
    else result[result.length - 1] = { ...last, toMs: Math.max(last.toMs, span.toMs) };
  }
  return result;
}
