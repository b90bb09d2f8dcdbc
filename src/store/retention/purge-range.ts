import { EkspresiError } from '../../core/errors.js';
import { HOUR_MS } from '../rollups/rollup-sums.js';
import type { TimeRange } from '../store-queries.js';
import { noteDeletion, type RetentionContext } from './retention-context.js';

/** What is deleted, and by which column it is of the range. */
const TABLES = [
  { table: 'observations', what: 'observations', column: 'at_ms', also: '' },
  { table: 'faces', what: 'faces', column: 'first_seen_ms', also: 'AND present = 0' },
  { table: 'rollup_minute', what: 'minutes', column: 'start_ms', also: '' },
  { table: 'rollup_hour', what: 'hours', column: 'start_ms', also: '' },
] as const;

/**
 * The whole hours that a range touches: sums are kept by the hour, so that no less can be deleted.
 * @throws EkspresiError `purge-too-new` where the hour has not ended: it is still being written
 */
export function wholeHours({ fromMs, toMs }: TimeRange, nowMs: number): TimeRange {
  const range = {
    fromMs: Math.floor(fromMs / HOUR_MS) * HOUR_MS,
    toMs: Math.ceil(toMs / HOUR_MS) * HOUR_MS,
  };
  if (range.toMs > Math.floor(nowMs / HOUR_MS) * HOUR_MS) {
    throw new EkspresiError('purge-too-new', {});
  }
  return range;
}

/**
 * Deletes observations, visits that began there and sums of whole hours for good, a bounded
 * transaction a `next()`. Events stay: they are the operator's, and say that this was done.
 */
export function* purgeRange(context: RetentionContext, range: TimeRange): Generator<void> {
  const { statements, step, clock } = context;
  const { fromMs, toMs } = range;
  for (const { table, what, column, also } of TABLES) {
    const key = table.startsWith('rollup') ? 'start_ms' : 'id';
    const chosen = `SELECT ${key} FROM ${table}
      WHERE ${column} >= ? AND ${column} < ? ${also} LIMIT ?`;
    const once = statements.db.transaction(() => {
      const rows = statements.run(
        `DELETE FROM ${table} WHERE ${key} IN (${chosen})`,
        fromMs,
        toMs,
        step.rows,
      );
      if (rows > 0) noteDeletion(context, { reason: 'request', what, rows, fromMs, toMs });
      return rows;
    });
    let rows = 0;
    do {
      const startedMs = clock.monotonicMs();
      rows = once.immediate();
      if (rows > 0) step.learn(clock.monotonicMs() - startedMs);
      yield;
    } while (rows > 0);
  }
}
