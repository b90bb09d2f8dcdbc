import type { Clock } from '../../core/clock.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { IdSequences } from '../recording/id-sequences.js';
import { writeEvent } from '../recording/write-batch.js';
import type { StepSize } from './step-size.js';

/** Why history was deleted, in words for the operator. */
const DELETION_REASONS = {
  age: 'older than the retention period',
  'database-size': 'the database reached its size limit',
  'free-disk': 'the disk was nearly full',
} as const;

export type DeletionReason = keyof typeof DELETION_REASONS;

export interface RetentionContext {
  readonly statements: PreparedStatements;
  readonly numbers: IdSequences;
  readonly clock: Clock;
  readonly step: StepSize;
}

export interface Deletion {
  readonly reason: DeletionReason;
  readonly what: 'observations' | 'faces' | 'minutes' | 'hours' | 'events';
  readonly rows: number;
  /** Wall-clock span of the deleted rows, inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
}

interface DeletionDetails {
  readonly reason: DeletionReason;
  readonly what: Deletion['what'];
  readonly rows: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const DAY_MS = 86_400_000;

/**
 * Writes a deletion into the events, in the transaction that deletes. One event a day for
 * each reason and kind of row, so that a small deletion every hour does not flood the list.
 */
export function noteDeletion(context: RetentionContext, deletion: Deletion): void {
  const { statements, clock } = context;
  const dayStartMs = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS;
  const today = statements.get<{ id: number; details: string }>(
    `SELECT id, details FROM events
     WHERE kind = 'history-deleted' AND at_ms >= ? AND at_ms < ?
       AND json_extract(details, '$.reason') = ? AND json_extract(details, '$.what') = ?
     ORDER BY at_ms DESC LIMIT 1`,
    dayStartMs,
    dayStartMs + DAY_MS,
    deletion.reason,
    deletion.what,
  );
  if (today === undefined) {
    writeEvent(statements, context.numbers, {
      atMs: clock.nowMs(),
      level: deletion.reason === 'age' ? 'info' : 'warning',
      kind: 'history-deleted',
      message: deletionMessage(deletion),
      details: { ...deletion },
    });
    return;
  }
  const before = JSON.parse(today.details) as DeletionDetails;
  const merged: DeletionDetails = {
    reason: before.reason,
    what: before.what,
    rows: before.rows + deletion.rows,
    fromMs: Math.min(before.fromMs, deletion.fromMs),
    toMs: Math.max(before.toMs, deletion.toMs),
  };
  statements.run(
    'UPDATE events SET message = ?, details = ? WHERE id = ?',
    deletionMessage(merged),
    JSON.stringify(merged),
    today.id,
  );
}

function deletionMessage(deletion: DeletionDetails): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return (
    `Deleted ${deletion.rows} ${deletion.what} of ${day(deletion.fromMs)} to ` +
    `${day(deletion.toMs)} UTC: ${DELETION_REASONS[deletion.reason]}`
  );
}
