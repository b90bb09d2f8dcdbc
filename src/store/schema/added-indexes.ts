import type { Database } from 'better-sqlite3';
import { sqliteCode } from '../../sqlite/sqlite-code.js';

/**
 * Indexes that came after the schema. They are no step of it: they hold nothing of their own, every
 * earlier program works with them, and so going back to one needs no copy of the history.
 *
 * - `faces_blinks` finds the faces with most blinks in a long time: within an expression they stand
 *   in the order of the list, and the other columns answer the filter.
 */
const ADDED_INDEXES: readonly string[] = [
  `CREATE INDEX IF NOT EXISTS faces_blinks ON faces
   (dominant, coalesce(blink_count, -1), id, first_seen_ms, last_seen_ms, dwell_ms)`,
];

/** Makes the indexes that a file lacks; on a full disk it is left for the next start. */
export function addIndexes(db: Database): void {
  try {
    for (const sql of ADDED_INDEXES) db.exec(sql);
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_FULL') throw error;
  }
}
