import { EkspresiError } from '../../core/errors.js';
import type { BucketUnit, TimeRange } from '../../store/store-queries.js';
import { localSpanMs, parseTime, plusLocalMs, startOfDay, weekday } from './local-time.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const LONGEST_MS = 800 * DAY_MS;

export const PRESETS = ['hour', 'today', 'yesterday', 'week', 'last-week', 'month', 'day'] as const;
export type Preset = (typeof PRESETS)[number];

export interface ChosenRange extends TimeRange {
  /** Null for a range given by its ends. */
  readonly preset: Preset | null;
}

type Rolling = 'hour' | 'day';

const presetMs: Readonly<Record<Rolling, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
};

function presetRange(preset: Preset, nowMs: number, timeZone: string): ChosenRange {
  const today = startOfDay(nowMs, timeZone);
  // From the middle of a day, so that days of 23 and 25 hours count as one.
  const daysAgo = (days: number) => startOfDay(today + (0.5 - days) * DAY_MS, timeZone);
  if (preset === 'today') return { fromMs: today, toMs: nowMs + 1, preset };
  if (preset === 'yesterday') return { fromMs: daysAgo(1), toMs: today, preset };
  if (preset === 'last-week') {
    const sinceMonday = weekday(nowMs, timeZone);
    return { fromMs: daysAgo(sinceMonday + 7), toMs: daysAgo(sinceMonday), preset };
  }
  // Whole days, so that the days of the table add up to the sum above them.
  if (preset === 'week') return { fromMs: daysAgo(6), toMs: nowMs + 1, preset };
  if (preset === 'month') return { fromMs: daysAgo(29), toMs: nowMs + 1, preset };
  return { fromMs: nowMs + 1 - presetMs[preset], toMs: nowMs + 1, preset };
}

/**
 * The range that a query string asks for, `fallback` when it says nothing.
 * @throws EkspresiError `USAGE` for times that cannot be read or are the wrong way round.
 */
export function chooseRange(
  query: { from?: string | undefined; to?: string | undefined; preset?: string | undefined },
  nowMs: number,
  timeZone: string,
  fallback: Preset = 'today',
): ChosenRange {
  if (query.from || query.to) {
    const fromMs = parseTime(query.from, timeZone);
    const toMs = query.to ? parseTime(query.to, timeZone) : nowMs + 1;
    if (fromMs === null || toMs === null || toMs <= fromMs || toMs - fromMs > LONGEST_MS) {
      throw new EkspresiError('page-range', {});
    }
    return { fromMs, toMs, preset: null };
  }
  const preset = PRESETS.find((name) => name === query.preset) ?? fallback;
  return presetRange(preset, nowMs, timeZone);
}

/** A unit that gives the range some ten to some four hundred bars. */
export function unitFor(range: TimeRange): BucketUnit {
  const spanMs = range.toMs - range.fromMs;
  if (spanMs <= 6 * HOUR_MS) return 'minute';
  return spanMs <= 9 * DAY_MS ? 'hour' : 'day';
}

/** Query string of a range, kept short and the same for every link. */
export function rangeQuery(range: ChosenRange): string {
  return range.preset ? `preset=${range.preset}` : `from=${range.fromMs}&to=${range.toMs}`;
}

/**
 * The range before (-1) or after (1), as long as this one; of whole local days, as many of them.
 */
export function shifted({ fromMs, toMs }: TimeRange, step: -1 | 1, timeZone: string): ChosenRange {
  const localMs = localSpanMs(fromMs, toMs, timeZone);
  const isWholeDays = localMs > 0 && localMs % DAY_MS === 0;
  const moved = (atMs: number) =>
    isWholeDays ? plusLocalMs(atMs, step * localMs, timeZone) : atMs + step * (toMs - fromMs);
  return step < 0
    ? { fromMs: moved(fromMs), toMs: fromMs, preset: null }
    : { fromMs: toMs, toMs: moved(toMs), preset: null };
}

/** Three times the range around the same middle, not beyond now. */
export function widened(range: TimeRange, nowMs: number): ChosenRange {
  const spanMs = range.toMs - range.fromMs;
  return {
    fromMs: range.fromMs - spanMs,
    toMs: Math.min(range.toMs + spanMs, Math.max(nowMs + 1, range.toMs)),
    preset: null,
  };
}
