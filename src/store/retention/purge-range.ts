import { EkspresiError } from '../../core/errors.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { deleteMarker } from '../markers/marker-rows.js';
import { HOUR_MS } from '../rollups/rollup-sums.js';
import type { TimeRange } from '../store-queries.js';
import { type Deletion, noteDeletion, type RetentionContext } from './retention-context.js';

type Remove = (statements: PreparedStatements, key: number) => void;

const removeFrom =
  (table: string, column: string): Remove =>
  (statements, key) =>
    statements.run(`DELETE FROM ${table} WHERE ${column} = ?`, key);

/** What is deleted, in an order that leaves nothing behind of what is gone. */
const STEPS: readonly {
  readonly what: Deletion['what'];
  /** Rows by their key; takes the range and how many. */
  readonly chosen: string;
  readonly remove: readonly Remove[];
}[] = [
  {
    what: 'observations',
    chosen: 'SELECT id AS key FROM observations WHERE at_ms >= ? AND at_ms < ?',
    remove: [removeFrom('observations', 'id')],
  },
  {
    what: 'faces',
    chosen: `SELECT id AS key FROM faces
      WHERE first_seen_ms >= ? AND first_seen_ms < ? AND present = 0`,
    remove: [removeFrom('exposures', 'face_id'), removeFrom('faces', 'id')],
  },
  ...(['minute', 'hour'] as const).map((unit) => ({
    what: `${unit}s` as const,
    chosen: `SELECT start_ms AS key FROM rollup_${unit} WHERE start_ms >= ? AND start_ms < ?`,
    remove: [removeFrom(`rollup_${unit}`, 'start_ms')],
  })),
  {
    what: 'markers',
    chosen: `SELECT id AS key FROM markers
      WHERE start_ms >= ? AND start_ms < ? AND end_ms IS NOT NULL`,
    remove: [deleteMarker],
  },
];

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
 * Deletes observations, visits and markers that began there, what was counted of them, and sums of
 * whole hours for good, a bounded transaction a `next()`. What goes on stays. Events stay: they are
 * the operator's, and say that this was done.
 */
export function* purgeRange(context: RetentionContext, range: TimeRange): Generator<void> {
  const { statements, step, clock } = context;
  const { fromMs, toMs } = range;
  for (const { what, chosen, remove } of STEPS) {
    const once = statements.db.transaction(() => {
      const found = statements.all<{ key: number }>(`${chosen} LIMIT ?`, fromMs, toMs, step.rows);
      for (const { key } of found) for (const one of remove) one(statements, key);
      const rows = found.length;
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
