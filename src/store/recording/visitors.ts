import type { PreparedStatements } from '../database/prepared-statements.js';
import { HOUR_MS, MINUTE_MS } from '../rollups/rollup-sums.js';

/** Key of the dwell time, milliseconds, from which on the stored sums count a face as a visitor. */
const KEY = 'visit-ms';
const DEFAULT_VISIT_MS = 3000;

/** SQL for the dwell time of a visitor; the default for a history that never counted any. */
export const VISIT_MS_SQL = `coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '${KEY}'), ${DEFAULT_VISIT_MS})`;

/** The dwell time from which on the stored sums count a face as a visitor. */
export function storedVisitMs(statements: PreparedStatements): number {
  return statements.get<{ ms: number }>(`SELECT ${VISIT_MS_SQL} AS ms`)?.ms ?? DEFAULT_VISIT_MS;
}

/**
 * Counts the visitors of all minutes and hours again where the sums were counted by another dwell
 * time, or by none as before schema 2. That reaches as far back as faces are stored; older sums
 * keep what they have. A face counts where it was first seen.
 */
export function adoptVisitMs(statements: PreparedStatements, visitMs: number): void {
  const known = statements.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', KEY);
  if (known?.value === String(visitMs)) return;
  const first = statements.get<{ id: number; at: number }>(
    'SELECT id, first_seen_ms AS at FROM faces ORDER BY id LIMIT 1',
  );
  // Retention deletes from the lowest number on; of the hour that it has reached some may be gone.
  const isWhole = first === undefined || first.id === 1;
  const fromMs = isWhole ? 0 : Math.ceil(first.at / HOUR_MS) * HOUR_MS;
  statements.db
    .transaction(() => {
      for (const [table, spanMs] of [
        ['rollup_minute', MINUTE_MS],
        ['rollup_hour', HOUR_MS],
      ] as const) {
        statements.run(
          `UPDATE ${table} SET visitors = (SELECT count(*) FROM faces
             WHERE first_seen_ms >= start_ms AND first_seen_ms < start_ms + ${spanMs}
               AND dwell_ms >= ?)
           WHERE start_ms >= ?`,
          visitMs,
          fromMs,
        );
      }
      statements.run(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        KEY,
        String(visitMs),
      );
    })
    .immediate();
}
