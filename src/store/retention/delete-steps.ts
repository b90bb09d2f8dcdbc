import { deleteMarker } from '../markers/marker-rows.js';
import {
  type Deletion,
  type DeletionReason,
  noteDeletion,
  type RetentionContext,
} from './retention-context.js';

interface Span {
  readonly rows: number;
  readonly from_ms: number | null;
  readonly to_ms: number | null;
}

/** One bounded transaction; returns how many rows it deleted. */
function deleteOnce(
  context: RetentionContext,
  deletion: Pick<Deletion, 'reason' | 'what'>,
  work: (limit: number) => { readonly span: Span | undefined; readonly remove: () => number },
): number {
  const startedMs = context.clock.monotonicMs();
  const rows = context.statements.db
    .transaction(() => {
      const { span, remove } = work(context.step.rows);
      if (span === undefined || span.rows === 0) return 0;
      const removed = remove();
      if (removed > 0) {
        noteDeletion(context, {
          ...deletion,
          rows: removed,
          fromMs: span.from_ms ?? 0,
          toMs: span.to_ms ?? 0,
        });
      }
      return removed;
    })
    .immediate();
  if (rows > 0) context.step.learn(context.clock.monotonicMs() - startedMs);
  return rows;
}

/** Deletes observations recorded before row `boundId`, one step a `next()`. */
export function* deleteObservations(
  context: RetentionContext,
  boundId: number,
  reason: DeletionReason,
): Generator<void> {
  const { statements } = context;
  const step = () =>
    deleteOnce(context, { reason, what: 'observations' }, (limit) => {
      const first = statements.get<{ id: number }>(
        'SELECT id FROM observations ORDER BY id LIMIT 1',
      );
      const below = Math.min((first?.id ?? boundId) + limit, boundId);
      return {
        span: statements.get<Span>(
          `SELECT count(*) AS rows, min(at_ms) AS from_ms, max(at_ms) AS to_ms
           FROM observations WHERE id < ?`,
          below,
        ),
        remove: () => statements.run('DELETE FROM observations WHERE id < ?', below),
      };
    });
  while (step() > 0) yield;
}

/**
 * Deletes faces below row `boundFaceId` that have left and whose observations, all before
 * row `boundObservationId`, are gone.
 */
export function* deleteFaces(
  context: RetentionContext,
  boundFaceId: number,
  boundObservationId: number,
  reason: DeletionReason,
): Generator<void> {
  const { statements } = context;
  const chosen = `SELECT id FROM faces
    WHERE id < ? AND present = 0 AND last_observation_id < ? ORDER BY id LIMIT ?`;
  const step = () =>
    deleteOnce(context, { reason, what: 'faces' }, (limit) => ({
      span: statements.get<Span>(
        `SELECT count(*) AS rows, min(first_seen_ms) AS from_ms, max(last_seen_ms) AS to_ms
         FROM faces WHERE id IN (${chosen})`,
        boundFaceId,
        boundObservationId,
        limit,
      ),
      remove: () => {
        const values = [boundFaceId, boundObservationId, limit];
        statements.run(`DELETE FROM exposures WHERE face_id IN (${chosen})`, ...values);
        return statements.run(`DELETE FROM faces WHERE id IN (${chosen})`, ...values);
      },
    }));
  while (step() > 0) yield;
}

/** Deletes rollup rows begun before `cutoffMs` of the age clock. */
export function* deleteRollups(
  context: RetentionContext,
  table: 'rollup_minute' | 'rollup_hour',
  cutoffMs: number,
  reason: DeletionReason,
): Generator<void> {
  const { statements } = context;
  const what = table === 'rollup_minute' ? 'minutes' : 'hours';
  const chosen = `SELECT start_ms FROM ${table} WHERE recorded_ms < ? ORDER BY recorded_ms LIMIT ?`;
  const step = () =>
    deleteOnce(context, { reason, what }, (limit) => ({
      span: statements.get<Span>(
        `SELECT count(*) AS rows, min(start_ms) AS from_ms, max(start_ms) AS to_ms
         FROM (${chosen})`,
        cutoffMs,
        limit,
      ),
      remove: () =>
        statements.run(`DELETE FROM ${table} WHERE start_ms IN (${chosen})`, cutoffMs, limit),
    }));
  while (step() > 0) yield;
}

/** Deletes events recorded before row `boundId`. */
export function* deleteEvents(
  context: RetentionContext,
  boundId: number,
  reason: DeletionReason,
): Generator<void> {
  const { statements } = context;
  const chosen = 'SELECT id FROM events WHERE id < ? ORDER BY id LIMIT ?';
  const step = () =>
    deleteOnce(context, { reason, what: 'events' }, (limit) => ({
      span: statements.get<Span>(
        `SELECT count(*) AS rows, min(at_ms) AS from_ms, max(at_ms) AS to_ms
         FROM events WHERE id IN (${chosen})`,
        boundId,
        limit,
      ),
      remove: () => statements.run(`DELETE FROM events WHERE id IN (${chosen})`, boundId, limit),
    }));
  while (step() > 0) yield;
}

/** Deletes markers from before `cutoffMs` of the age clock, with what was counted of them. */
export function* deleteMarkers(
  context: RetentionContext,
  cutoffMs: number,
  reason: DeletionReason,
): Generator<void> {
  const { statements } = context;
  const chosen =
    'SELECT id FROM markers WHERE recorded_ms < ? AND end_ms IS NOT NULL ORDER BY recorded_ms LIMIT ?';
  const step = () =>
    deleteOnce(context, { reason, what: 'markers' }, (limit) => ({
      span: statements.get<Span>(
        `SELECT count(*) AS rows, min(start_ms) AS from_ms, max(end_ms) AS to_ms
         FROM markers WHERE id IN (${chosen})`,
        cutoffMs,
        limit,
      ),
      remove: () => {
        const ids = statements.all<{ id: number }>(chosen, cutoffMs, limit);
        for (const { id } of ids) deleteMarker(statements, id);
        return ids.length;
      },
    }));
  while (step() > 0) yield;
}

/** Gives free pages of the file back to the disk until at most `keepPages` are free. */
export function* releasePages(context: RetentionContext, keepPages: number): Generator<void> {
  const { db } = context.statements;
  const free = () => db.pragma('freelist_count', { simple: true }) as number;
  while (free() > keepPages) {
    const startedMs = context.clock.monotonicMs();
    const before = free();
    db.pragma(`incremental_vacuum(${Math.min(context.step.rows, before - keepPages)})`);
    context.step.learn(context.clock.monotonicMs() - startedMs);
    // A file made without auto_vacuum never shrinks; trying on would not end.
    if (free() === before) return;
    yield;
  }
}
