import type { Clock } from '../../core/clock.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { AgeClock } from './history-clock.js';
import type { IdSequences } from './id-sequences.js';
import type { PendingBatch } from './pending-batch.js';
import { writeBatch } from './write-batch.js';

export interface FlushDeps {
  readonly batch: PendingBatch;
  readonly numbers: IdSequences;
  readonly time: AgeClock;
  readonly clock: Clock;
}

/**
 * Writes what waits in one transaction; either all of it is on the disk afterwards, or
 * nothing and the batch is untouched.
 *
 * @returns how many observations were written, or null when there was nothing to do.
 * @throws SqliteError
 */
export function flushBatch(
  statements: PreparedStatements,
  deps: FlushDeps,
  run: { readonly id: number | null; readonly endsCleanly: boolean },
): number | null {
  const { batch, numbers, time, clock } = deps;
  if (batch.isEmpty && !time.isSaveDue() && !run.endsCleanly) return null;
  statements.db
    .transaction(() => {
      writeBatch(statements, batch, numbers, time.ageMs());
      time.save(statements, numbers);
      if (run.id !== null) {
        statements.run(
          'UPDATE runs SET last_commit_ms = ?, ended_cleanly = ? WHERE id = ?',
          Math.round(clock.nowMs()),
          run.endsCleanly ? 1 : 0,
          run.id,
        );
      }
    })
    .immediate();
  time.saved();
  const written = batch.observations.length;
  batch.clear();
  return written;
}
