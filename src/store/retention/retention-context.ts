import type { Clock } from '../../core/clock.js';
import { kioskEvent } from '../../core/event-table.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { IdSequences } from '../recording/id-sequences.js';
import { writeEvent } from '../recording/write-batch.js';

/** Why history was deleted, in words for the operator. */
export type DeletionReason = 'age' | 'database-size' | 'free-disk' | 'request';

export interface RetentionContext {
  readonly statements: PreparedStatements;
  readonly numbers: IdSequences;
  readonly clock: Clock;
  readonly step: StepSize;
}

export interface Deletion {
  readonly reason: DeletionReason;
  readonly what: 'observations' | 'faces' | 'minutes' | 'hours' | 'events' | 'markers';
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
    const level = deletion.reason === 'age' || deletion.reason === 'request' ? 'info' : 'warning';
    const event = kioskEvent('history-deleted', { ...deletion }, level);
    writeEvent(statements, context.numbers, { ...event, atMs: clock.nowMs() });
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
    kioskEvent('history-deleted', { ...merged }).message,
    JSON.stringify(merged),
    today.id,
  );
}

/** A step should hold the writer about this long; 50 ms is the promise. */
const TARGET_MS = 15;

/** How many rows (or pages) one deleting transaction takes; learns from how long each took. */
export class StepSize {
  #rows: number;
  readonly #largest: number;

  constructor(first = 200, largest = 10_000) {
    this.#rows = first;
    this.#largest = largest;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Grows slowly and shrinks at once. */
  learn(tookMs: number): void {
    if (tookMs > TARGET_MS) this.#rows = Math.max(20, Math.floor(this.#rows / 2));
    else if (tookMs < TARGET_MS / 2) this.#rows = Math.min(this.#largest, this.#rows + 100);
  }
}
