import { statSync } from 'node:fs';
import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { copyTable, type TableToCopy } from '../../sqlite/copy-table.js';
import type { RecoveryProgress } from './recovery-progress.js';

/** In the order in which they are worth having; observations come last, newest first. */
const TABLES: readonly (TableToCopy & { readonly stride?: number })[] = [
  { name: 'meta', key: 'key', keyIs: 'text' },
  { name: 'cameras', key: 'id' },
  { name: 'runs', key: 'id' },
  { name: 'rollup_hour', key: 'start_ms', stride: 3_600_000 },
  { name: 'rollup_minute', key: 'start_ms', stride: 60_000 },
  { name: 'events', key: 'id' },
  { name: 'time_marks', key: 'age_clock_ms', stride: 3_600_000 },
  { name: 'faces', key: 'id' },
  { name: 'observations', key: 'id' },
];

/** How many rows a table has. */
export function rowsOf(db: Database, table: string): number {
  return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
}

export interface RecoveryReport {
  /** Rows saved per table. */
  readonly saved: Readonly<Record<string, number>>;
  /** False when time or room ran out or a part could not be read. */
  readonly complete: boolean;
}

/**
 * Copies what can still be read from the damaged file at `fromPath`, which stays as it is, into
 * the new, empty database `into`, newest rows first, while `mayGoOn`.
 *
 * @throws SqliteError when `into` cannot take the rows.
 */
export function copyReadableRows(
  fromPath: string,
  into: Database,
  mayGoOn: () => boolean,
  progress: RecoveryProgress,
): RecoveryReport {
  const saved: Record<string, number> = {};
  let complete = true;
  // SQLite deletes the log of an empty file; what it holds may be all that there is.
  if (statSync(fromPath).size === 0) return { saved, complete: false };
  let from: Database;
  try {
    from = new DatabaseConstructor(fromPath, { readonly: true, timeout: 1000 });
  } catch {
    return { saved, complete: false };
  }
  into.pragma('foreign_keys = OFF');
  try {
    for (const table of TABLES) {
      const guard = progress.guard(table.name, table.stride ?? 1);
      const copied = copyTable(from, into, table, mayGoOn, guard);
      // Of earlier tries, too.
      saved[table.name] = progress.wasKilled ? rowsOf(into, table.name) : copied.saved;
      complete &&= copied.complete;
    }
  } finally {
    from.close();
    into.pragma('foreign_keys = ON');
  }
  return { saved, complete };
}
