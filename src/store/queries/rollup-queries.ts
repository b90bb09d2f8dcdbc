import { timeZone } from '../../core/time-zone.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { HOUR_MS, MINUTE_MS } from '../rollups/rollup-sums.js';
import type { BucketUnit, RollupBucket, RollupSeries, TimeRange } from '../store-queries.js';
import { requireRange } from './query-arguments.js';
import {
  presentBefore,
  ROW_SQL,
  rollupSums,
  SOUND_SQL,
  SUMS_SQL,
  sumRanges,
  sumRow,
  unreadableRollups,
} from './rollup-reading.js';

const MAX_BUCKETS = 3000;
const DAY_MS = 86_400_000;

/** See StoreQueries.rollups. */
export function rollupSeries(
  statements: PreparedStatements,
  range: TimeRange,
  unit: BucketUnit,
  zone = 'UTC',
): RollupSeries {
  const clipped = clip(statements, requireRange(range));
  const spanMs = clipped.toMs - clipped.fromMs;
  const fits = (bucketMs: number) => spanMs / bucketMs < MAX_BUCKETS;
  const chosen: BucketUnit =
    unit === 'minute' && fits(MINUTE_MS)
      ? 'minute'
      : unit !== 'day' && fits(HOUR_MS)
        ? 'hour'
        : 'day';
  const buckets =
    chosen === 'day' ? days(statements, clipped, zone) : spans(statements, clipped, chosen);
  const unreadable = unreadableRollups(statements, chosen === 'minute' ? 'minute' : 'hour', range);
  return { unit: chosen, buckets, unreadable, totals: sumRanges(statements, [range]) };
}

/**
 * See StoreQueries.watchedMs. Minutes in which frames were analysed; of the time whose minutes are
 * no longer kept, the hours.
 */
export function watchedMs(statements: PreparedStatements, range: TimeRange): number {
  const { fromMs, toMs } = requireRange(range);
  const counts = statements.get<{ minutes: number; hours: number }>(
    `SELECT
       (SELECT count(*) FROM rollup_minute
        WHERE start_ms >= ? AND start_ms < ? AND frames > 0) AS minutes,
       (SELECT count(*) FROM rollup_hour
        WHERE start_ms >= ? AND start_ms < ? AND frames > 0
          AND start_ms + ${HOUR_MS} <= coalesce((SELECT min(start_ms) FROM rollup_minute), ?)
       ) AS hours`,
    Math.floor(fromMs / MINUTE_MS) * MINUTE_MS,
    toMs,
    Math.floor(fromMs / HOUR_MS) * HOUR_MS,
    toMs,
    toMs,
  );
  return (counts?.minutes ?? 0) * MINUTE_MS + (counts?.hours ?? 0) * HOUR_MS;
}

/** The part of a range that can hold rollups, so that "all time" is not made of empty days. */
function clip(statements: PreparedStatements, range: TimeRange): TimeRange {
  const ends = statements.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT min(start_ms) FROM rollup_hour) AS first, (SELECT max(start_ms) FROM rollup_hour) AS last',
  );
  const fromMs = Math.max(range.fromMs, ends?.first ?? range.fromMs);
  const toMs = Math.min(range.toMs, (ends?.last ?? range.toMs) + HOUR_MS);
  return {
    fromMs: Math.min(fromMs, range.toMs),
    toMs: Math.max(toMs, Math.min(fromMs, range.toMs)),
  };
}

function spans(
  statements: PreparedStatements,
  range: TimeRange,
  unit: 'minute' | 'hour',
): RollupBucket[] {
  const spanMs = unit === 'minute' ? MINUTE_MS : HOUR_MS;
  return statements
    .all<Record<string, number>>(
      `SELECT start_ms, ${ROW_SQL} FROM rollup_${unit}
       WHERE start_ms >= ? AND start_ms < ? AND ${SOUND_SQL}
       ORDER BY start_ms LIMIT ${MAX_BUCKETS}`,
      Math.floor(range.fromMs / spanMs) * spanMs,
      range.toMs,
    )
    .map((stored) => {
      const sums = sumRow(stored);
      const startMs = stored.start_ms ?? 0;
      return { startMs, endMs: startMs + spanMs, ...rollupSums(sums, presentBefore(sums)) };
    });
}

function days(statements: PreparedStatements, range: TimeRange, zoneName: string): RollupBucket[] {
  const zone = timeZone(zoneName);
  const buckets: RollupBucket[] = [];
  let startMs = zone.startOfDayMs(range.fromMs);
  while (startMs < range.toMs && buckets.length < MAX_BUCKETS) {
    const offsetMs = zone.offsetMs(startMs);
    let endMs = zone.startOfNextDayMs(startMs);
    if (offsetMs % HOUR_MS !== 0 || endMs - startMs !== DAY_MS) {
      const sums = sumRanges(statements, [{ fromMs: startMs, toMs: endMs }]);
      if (sums.frames > 0) buckets.push({ startMs, endMs, ...sums });
    } else {
      while (endMs < range.toMs && zone.startOfNextDayMs(endMs) - endMs === DAY_MS) endMs += DAY_MS;
      buckets.push(...evenDays(statements, startMs, endMs, offsetMs));
    }
    startMs = endMs;
  }
  return buckets.slice(0, MAX_BUCKETS);
}

/** Days of 24 whole hours, summed by SQLite. Its bare columns come from the first hour's row. */
function evenDays(
  statements: PreparedStatements,
  fromMs: number,
  toMs: number,
  offsetMs: number,
): RollupBucket[] {
  return statements
    .all<Record<string, number>>(
      `SELECT (start_ms + CAST(? AS INTEGER)) / ${DAY_MS} AS day, min(start_ms),
         faces_seen - faces_appeared AS present_before, ${SUMS_SQL}
       FROM rollup_hour WHERE start_ms >= ? AND start_ms < ? AND ${SOUND_SQL} GROUP BY day ORDER BY day`,
      offsetMs,
      fromMs,
      toMs,
    )
    .filter((stored) => (stored.frames ?? 0) > 0)
    .map((stored) => {
      const startMs = (stored.day ?? 0) * DAY_MS - offsetMs;
      const presentBefore = Math.max(0, stored.present_before ?? 0);
      return { startMs, endMs: startMs + DAY_MS, ...rollupSums(sumRow(stored), presentBefore) };
    });
}
