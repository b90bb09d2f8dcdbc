import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { copyTable, type TableToCopy } from '../../sqlite/recovery/copy-table.js';
import { openDamaged, removeDamagedCopy } from '../../sqlite/recovery/damaged-source.js';
import type { RecoveryProgress } from '../../sqlite/recovery/recovery-progress.js';
import { openWriter } from '../database/connections.js';
import { requireReadableMarker } from '../markers/marker-rows.js';
import { SOUND_EXPOSURE_SQL, SOUND_SHOWING_SQL } from '../markers/sound-showings.js';
import { readObservation } from '../observation-rows.js';
import { requireReadableEvent, requireReadableRun } from '../queries/event-queries.js';
import { requireReadableFace } from '../queries/face-queries.js';
import { SOUND_SQL } from '../queries/rollup-reading.js';

/** Left free for the rows to come, when a large history does not fit twice. */
export const LEFT_FREE_BYTES = 16 * 1024 * 1024;

/** In the order in which they are worth having; observations come last, newest first. */
const TABLES: readonly (TableToCopy & { readonly stride?: number })[] = [
  { name: 'meta', key: 'key', keyIs: 'text' },
  { name: 'cameras', key: 'id' },
  { name: 'runs', key: 'id', requireReadable: requireReadableRun },
  { name: 'rollup_hour', key: 'start_ms', stride: 3_600_000 },
  { name: 'rollup_minute', key: 'start_ms', stride: 60_000 },
  { name: 'markers', key: 'id', requireReadable: requireReadableMarker },
  { name: 'showings', key: 'marker_id' },
  { name: 'events', key: 'id', requireReadable: requireReadableEvent },
  { name: 'time_marks', key: 'age_clock_ms', stride: 3_600_000 },
  { name: 'faces', key: 'id', requireReadable: requireReadableFace },
  { name: 'exposures', key: 'id' },
  { name: 'observations', key: 'id', requireReadable: readObservation },
];

/** Tables whose rows SQL can tell from what damage has made of them. */
const SOUND_ROWS = [
  ['rollup_minute', SOUND_SQL],
  ['rollup_hour', SOUND_SQL],
  ['showings', SOUND_SHOWING_SQL],
  ['exposures', SOUND_EXPOSURE_SQL],
] as const;

/** How many rows a table has. */
export function rowsOf(db: Database, table: string): number {
  return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
}

export interface RecoveryReport {
  /** Rows saved per table. */
  readonly saved: Readonly<Record<string, number>>;
  /** Rows that were left out because damage has made them impossible. */
  readonly unreadable: number;
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
  freeBytes: () => number,
): RecoveryReport {
  const saved: Record<string, number> = {};
  let unreadable = 0;
  let complete = true;
  // SQLite deletes the log of an empty file; what it holds may be all that there is.
  if (statSync(fromPath).size === 0) return { saved, unreadable, complete: false };
  const from = openDamaged(fromPath, {
    into,
    tables: TABLES.map(({ name }) => name),
    makeEmpty: (emptyPath) => openWriter(emptyPath).close(),
    mayCopy: (bytes) => freeBytes() > bytes + LEFT_FREE_BYTES,
  });
  if (from === null) return { saved, unreadable, complete: false };
  into.pragma('foreign_keys = OFF');
  try {
    for (const table of TABLES) {
      const guard = progress.guard(table, into);
      const copied = copyTable(from, into, table, mayGoOn, guard);
      // Of earlier tries, too.
      saved[table.name] = progress.wasKilled ? rowsOf(into, table.name) : copied.saved;
      unreadable += copied.unreadable;
      complete &&= copied.complete;
    }
    for (const [table, sound] of SOUND_ROWS) {
      const removed = into.prepare(`DELETE FROM ${table} WHERE ${sound} IS NOT 1`).run().changes;
      saved[table] = (saved[table] ?? 0) - removed;
      unreadable += removed;
    }
    complete &&= unreadable === 0;
  } finally {
    from.close();
    removeDamagedCopy(fromPath);
    into.pragma('foreign_keys = ON');
  }
  return { saved, unreadable, complete };
}
