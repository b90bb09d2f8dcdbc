import type { Formatter } from '../view/format.js';
import { startOfDay } from './local-time.js';
import type { ChosenRange } from './time-range.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Durations that, like their halves, are read at a glance. */
const ROUND_TOPS_MS = [
  ...[2, 4, 10, 20].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 4, 10, 20, 40].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 4, 8, 12, 24].map((hours) => hours * HOUR_MS),
];
/** Distances between marks within a day. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
];
const DAY_STEPS = [1, 2, 7, 14, 28, 91, 182, 364];
const LONGEST_STEP_WITHOUT_MONTH_MS = 15 * DAY_MS;
/** Of two marks, in shares of the usual distance. */
const LEAST_DISTANCE = 0.74;
/** Marks on the time axis at most. */
const MOST_MARKS = 8;

/** The top of an axis of durations that holds `mostMs`: round, and so is its half. */
export function roundTop(mostMs: number): number {
  const round = ROUND_TOPS_MS.find((top) => top >= mostMs);
  return round ?? 2 * DAY_MS * Math.ceil(mostMs / (2 * DAY_MS));
}

/** A mark on the time axis. */
interface TimeMark {
  readonly atMs: number;
  /** Where the label stands, 0…1 of the range. */
  readonly share: number;
  readonly label: string;
}

/**
 * At most eight marks at round local times: midnights named by their day, others by the time. A
 * zone's change of summer time moves the marks of one day, never the midnights.
 */
export function timeMarks(range: ChosenRange, timeZone: string, format: Formatter): TimeMark[] {
  const { fromMs, toMs } = range;
  const spanMs = toMs - fromMs;
  const stepMs = STEPS_MS.find((step) => spanMs / step <= MOST_MARKS - 1);
  const times =
    stepMs === undefined ? midnights(fromMs, toMs, timeZone) : within(range, stepMs, timeZone);
  const marks = times.map((atMs, i) => {
    const isDay = startOfDay(atMs, timeZone) === atMs;
    const label = isDay ? dayLabel(atMs, times[i - 1], format) : format.hourMinute(atMs);
    // The name of a day stands under the middle of that day, not under the end of the one before.
    const endMs = Math.min(nextDay(atMs, timeZone), toMs);
    const placeMs = stepMs === undefined ? (atMs + endMs) / 2 : atMs;
    return { atMs, share: (placeMs - fromMs) / spanMs, label };
  });
  return withoutCrowdedEnd(marks);
}

/** A phone has no room for the month under each day: it stands where it is another. */
function dayLabel(atMs: number, beforeMs: number | undefined, format: Formatter): string {
  if (beforeMs === undefined || atMs - beforeMs > LONGEST_STEP_WITHOUT_MONTH_MS)
    return format.day(atMs);
  const short = format.dayOfMonth(atMs);
  const number = (text: string) => Number(/\d+/.exec(text)?.[0]);
  return number(short) > number(format.dayOfMonth(beforeMs)) ? short : format.day(atMs);
}

/** The day that has only begun has no room for its name beside that of the day before. */
function withoutCrowdedEnd(marks: readonly TimeMark[]): TimeMark[] {
  const [first, second] = marks;
  const [beforeLast, last] = marks.slice(-2);
  if (first === undefined || second === undefined || last === second) return [...marks];
  const usual = second.share - first.share;
  const isCrowded = (last?.share ?? 0) - (beforeLast?.share ?? 0) < LEAST_DISTANCE * usual;
  return marks.slice(0, isCrowded ? -1 : marks.length);
}

/** How a mark's label stands at its place, so that none is cut off at the ends. */
export function markAnchor(share: number): 'start' | 'middle' | 'end' {
  if (share < 0.03) return 'start';
  return share > 0.97 ? 'end' : 'middle';
}

function within({ fromMs, toMs }: ChosenRange, stepMs: number, timeZone: string): number[] {
  const times: number[] = [];
  let dayMs = startOfDay(fromMs, timeZone);
  while (dayMs <= toMs) {
    const nextMs = nextDay(dayMs, timeZone);
    for (let atMs = dayMs; atMs < nextMs && atMs <= toMs; atMs += stepMs) {
      if (atMs >= fromMs) times.push(atMs);
    }
    dayMs = nextMs;
  }
  return times;
}

function midnights(fromMs: number, toMs: number, timeZone: string): number[] {
  const days = (toMs - fromMs) / DAY_MS;
  const step = DAY_STEPS.find((count) => days / count <= MOST_MARKS - 1) ?? Math.ceil(days / 7);
  const times: number[] = [];
  let dayMs = startOfDay(fromMs, timeZone);
  if (dayMs < fromMs) dayMs = nextDay(dayMs, timeZone);
  while (dayMs < toMs) {
    times.push(dayMs);
    for (let i = 0; i < step; i++) dayMs = nextDay(dayMs, timeZone);
  }
  return times;
}

/** A day and a half later is the next day also where a day has 23 or 25 hours. */
function nextDay(dayMs: number, timeZone: string): number {
  return startOfDay(dayMs + 1.5 * DAY_MS, timeZone);
}
