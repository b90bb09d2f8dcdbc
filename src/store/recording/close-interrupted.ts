import type { PreparedStatements } from '../database/prepared-statements.js';
import {
  deltaValues,
  emptyDelta,
  HOUR_MS,
  MINUTE_MS,
  upsertRollupSql,
} from '../rollups/rollup-sums.js';

/**
 * After a crash or a power cut, faces of runs before `firstRunId` are still marked as
 * present: ends them where they were last seen and counts them in the rollups as having
 * left.
 *
 * @returns how many there were.
 */
export function closeInterruptedFaces(
  statements: PreparedStatements,
  ageClockMs: number,
  firstRunId: number,
): number {
  const left = statements.all<{ last_seen_ms: number; dwell_ms: number }>(
    'SELECT last_seen_ms, dwell_ms FROM faces WHERE present = 1 AND run_id < ?',
    firstRunId,
  );
  if (left.length === 0) return 0;
  statements.db
    .transaction(() => {
      for (const face of left) {
        for (const [table, spanMs] of [
          ['rollup_minute', MINUTE_MS],
          ['rollup_hour', HOUR_MS],
        ] as const) {
          const delta = { ...emptyDelta(), facesLeft: 1, dwellLeftMs: face.dwell_ms };
          const startMs = Math.floor(face.last_seen_ms / spanMs) * spanMs;
          statements.run(upsertRollupSql(table), startMs, ageClockMs, 0, ...deltaValues(delta));
        }
      }
      statements.run('UPDATE faces SET present = 0 WHERE present = 1 AND run_id < ?', firstRunId);
    })
    .immediate();
  return left.length;
}
