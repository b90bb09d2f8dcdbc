import { deleteEvents, deleteFaces, deleteObservations, deleteRollups } from './delete-steps.js';
import type { DeletionReason, RetentionContext } from './retention-context.js';

/** Rows deleted before a size is measured again. */
const ROWS_PER_MEASUREMENT = 2000;
/** The newest events are kept: they say why the others were deleted. */
const KEPT_EVENTS = 1000;

/** Deletes some of the oldest observations below `boundId`; false when there are none. */
export function* deleteOldest(
  context: RetentionContext,
  boundId: number,
  reason: DeletionReason,
): Generator<void, boolean> {
  const oldest = () =>
    context.statements.get<{ id: number; face_id: number }>(
      'SELECT id, face_id FROM observations ORDER BY id LIMIT 1',
    );
  const first = oldest();
  if (first === undefined || first.id >= boundId) return false;
  const belowId = Math.min(first.id + ROWS_PER_MEASUREMENT, boundId);
  yield* deleteObservations(context, belowId, reason);
  const faceBound = oldest()?.face_id ?? context.numbers.face;
  yield* deleteFaces(context, faceBound, belowId, reason);
  return true;
}

/** Deletes some of the oldest events; false when only the newest are left. */
export function* deleteOldestEvents(
  context: RetentionContext,
  reason: DeletionReason,
): Generator<void, boolean> {
  const first = context.statements.get<{ id: number }>('SELECT id FROM events ORDER BY id LIMIT 1');
  const boundId = context.numbers.event - KEPT_EVENTS;
  if (first === undefined || first.id >= boundId) return false;
  const belowId = Math.min(first.id + ROWS_PER_MEASUREMENT, boundId);
  yield* deleteEvents(context, belowId, reason);
  return true;
}

/**
 * Deletes some of the oldest sums per minute from before `boundMs` (whole) of the age clock; false
 * for none.
 */
export function* deleteOldestMinutes(
  context: RetentionContext,
  boundMs: number,
  reason: DeletionReason,
): Generator<void, boolean> {
  const recorded = (offset: number) =>
    context.statements.get<{ ms: number }>(
      'SELECT recorded_ms AS ms FROM rollup_minute ORDER BY recorded_ms LIMIT 1 OFFSET ?',
      offset,
    )?.ms ?? boundMs;
  if (recorded(0) >= boundMs) return false;
  // A rebuild gives many rows the same time.
  const belowMs = Math.min(recorded(ROWS_PER_MEASUREMENT) + 1, boundMs);
  yield* deleteRollups(context, 'rollup_minute', belowMs, reason);
  return true;
}
