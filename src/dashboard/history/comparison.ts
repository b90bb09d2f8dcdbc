import type { OpeningHours } from '../../core/opening-hours.js';
import type { RollupSums, StoreQueries, TimeRange } from '../../store/store-queries.js';
import { inViewMs } from '../view/expression-shares.js';
import { localSpanMs, plusLocalMs } from './local-time.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A day may have 25 hours. */
const ONE_DAY_MS = 26 * HOUR_MS;
/** Below this share of either range a percentage would compare holes. */
const LEAST_WATCHED_SHARE = 0.8;

/** Sums of the open parts of a range, how long those are, and how much of them was watched. */
interface WatchedRange extends TimeRange {
  readonly totals: RollupSums;
  readonly openMs: number;
  readonly watchedMs: number;
}

interface ComparisonRules {
  /** IANA name; days are those of this zone. */
  readonly timeZone: string;
  readonly hours: OpeningHours;
  readonly nowMs: number;
}

export interface Comparison {
  readonly now: WatchedRange;
  /** Like spans before it: the same hours of another day, or the same weekdays. */
  readonly before: readonly WatchedRange[];
}

/**
 * Spans to compare a range with: of up to a day the same hours of the day before and of the same
 * weekday a week before; of a longer one as many whole weeks before as it takes, so that weekdays
 * meet weekdays. By the clocks on the wall, so that a change of them shifts nothing.
 */
export function likeRanges(range: TimeRange, timeZone: string): readonly TimeRange[] {
  const { fromMs, toMs } = range;
  const spanMs = localSpanMs(fromMs, toMs, timeZone);
  const days = spanMs <= ONE_DAY_MS ? [1, 7] : [7 * Math.ceil(spanMs / (7 * DAY_MS))];
  return days.map((count) => ({
    fromMs: plusLocalMs(fromMs, -count * DAY_MS, timeZone),
    toMs: plusLocalMs(toMs, -count * DAY_MS, timeZone),
  }));
}

/**
 * Compares a range, as far as it has passed, with {@link likeRanges}. Of each only what lies in the
 * opening hours counts: a night in which nobody was to be measured is no hole.
 */
export function compare(
  queries: Pick<StoreQueries, 'totals' | 'watchedMs'>,
  range: TimeRange,
  { timeZone, hours, nowMs }: ComparisonRules,
): Comparison {
  const toMs = Math.min(range.toMs, Math.max(nowMs + 1, range.fromMs + 1));
  const watched = (span: TimeRange): WatchedRange => {
    const spans = hours.openSpans(span);
    return {
      ...span,
      totals: queries.totals(...spans),
      openMs: spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
      watchedMs: queries.watchedMs(...spans),
    };
  };
  const passed = { fromMs: range.fromMs, toMs };
  return {
    now: watched(passed),
    before: likeRanges(passed, timeZone).map(watched),
  };
}

/** What a figure says: a sum is compared per watched hour, a mean or a share as it is. */
export type Figure =
  | { readonly kind: 'sum'; readonly of: (sums: RollupSums) => number }
  | { readonly kind: 'mean'; readonly of: (sums: RollupSums) => number | null };

export type Change =
  | { readonly kind: 'change'; readonly share: number }
  | { readonly kind: 'not-watched'; readonly watchedMs: number; readonly spanMs: number }
  | { readonly kind: 'nothing-before' };

/** How a figure has changed; no share where either range was hardly watched. */
export function changeOf(figure: Figure, now: WatchedRange, before: WatchedRange): Change {
  for (const { openMs, watchedMs } of [before, now]) {
    if (openMs === 0 || watchedMs < LEAST_WATCHED_SHARE * openMs) {
      return { kind: 'not-watched', watchedMs, spanMs: openMs };
    }
  }
  const perHourOrMean = ({ totals, watchedMs }: WatchedRange): number | null =>
    figure.kind === 'sum' ? figure.of(totals) / (watchedMs / HOUR_MS) : figure.of(totals);
  const [was, is] = [perHourOrMean(before), perHourOrMean(now)];
  if (was === null || was === 0 || is === null) return { kind: 'nothing-before' };
  return { kind: 'change', share: is / was - 1 };
}

/** Time in view of all faces, with a clear expression or without. */
export const timeInView: Figure = { kind: 'sum', of: inViewMs };
