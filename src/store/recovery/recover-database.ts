import { existsSync, statSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import { type KioskEvent, kioskEvent } from '../../core/event-table.js';
import type { Log } from '../../core/log.js';
import { firstIntegrityError } from '../../sqlite/integrity.js';
import { quarantinePath, removeOldestQuarantined } from '../../sqlite/quarantine.js';
import { copyTable, type TableToCopy } from '../../sqlite/recovery/copy-table.js';
import { openDamaged, removeDamagedCopy } from '../../sqlite/recovery/damaged-source.js';
import { forgetProgress, RecoveryProgress } from '../../sqlite/recovery/recovery-progress.js';
import { recoveringPath, removeDatabase, replaceDatabase } from '../../sqlite/replace-database.js';
import { openWriter } from '../database/connections.js';
import { diskRoom } from '../database/disk-space.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { requireReadableMarker } from '../markers/marker-rows.js';
import { SOUND_EXPOSURE_SQL, SOUND_SHOWING_SQL } from '../markers/sound-showings.js';
import { readObservation } from '../observation-rows.js';
import { requireReadableEvent, requireReadableRun } from '../queries/event-queries.js';
import { requireReadableFace } from '../queries/face-queries.js';
import { SOUND_SQL } from '../queries/rollup-reading.js';
import { readIdSequences } from '../recording/id-sequences.js';

const MIB = 1024 * 1024;
/**
 * With less the disk is full by something else: it is better to wait than to save next to nothing.
 */
const MOST_NEEDED_BYTES = 64 * MIB;
/** Left free for the rows to come, when a large history does not fit twice. */
const LEFT_FREE_BYTES = 16 * MIB;

/** How a damaged file was recovered. */
export interface DamageReport {
  readonly damage: string;
  readonly setAsidePath: string;
  readonly recovery: RecoveryReport;
}

interface RecoveryOptions {
  readonly path: string;
  readonly damage: string;
  readonly maxMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Room on the disk; an argument for tests. */
  readonly freeBytes?: () => number;
}

/** True when a recovery of the database at `path` was begun and has not ended. */
export function isRecoveryInterrupted(path: string): boolean {
  return existsSync(path) && existsSync(recoveringPath(path));
}

/**
 * Recovers the damaged database at `path`, for at most `maxMs`. The steps, here and for the
 * accounts (`recover-accounts.ts`), are these. `findDamage` or a failed query names the damage.
 * `copyTable` reads every table with `read-around-damage.ts`, which steps over unreadable pages,
 * and inserts the rows into a new file beside it (`<path>.recovering`), newest first, with an event
 * that reports the damage. {@link RecoveryProgress} notes each step in a file, so that a recovery
 * that is killed goes on from the rows it saved and leaves out only the page that kills its reader.
 * Only when the copy is closed does `replaceDatabase` quarantine the damaged file as
 * `<path>.corrupt.<UTC time>` and put the copy in its place; whatever interrupts that, the next
 * start finishes it (`finishReplacement`).
 *
 * @throws EkspresiError STORE_FULL, SqliteError
 */
export function recoverDatabase(options: RecoveryOptions): DamageReport {
  const { path, damage, maxMs, clock, log } = options;
  const freeBytes = options.freeBytes ?? (() => diskRoom(path).freeBytes);
  const copyPath = recoveringPath(path);
  if (!isRecoveryInterrupted(path)) forgetProgress(path);
  if (!isHalfCopy(copyPath)) markDamaged(copyPath);
  const needed = neededBytes(path);
  while (freeBytes() < needed) {
    const removed = removeOldestQuarantined(path, 1);
    if (removed === null) throw noRoom(path, needed);
    log.error({ ...removed }, 'an earlier history was removed: the disk has no room for this one');
  }
  const progress = new RecoveryProgress(path);
  log.error({ damage }, 'database damaged: what can be read is copied to a new one');
  const deadlineMs = clock.monotonicMs() + maxMs;
  const mayGoOn = () => clock.monotonicMs() < deadlineMs && freeBytes() > LEFT_FREE_BYTES;
  const setAsidePath = quarantinePath(path, 'corrupt', clock.nowMs());
  let report: DamageReport;
  try {
    const into = openWriter(copyPath);
    try {
      // A power cut may cost the newest rows of the copy, but not the copy.
      into.pragma('synchronous = NORMAL');
      const recovery = progress.isHopeless
        ? { saved: { observations: rowsOf(into, 'observations') }, unreadable: 0, complete: false }
        : copyReadableRows(path, into, mayGoOn, progress, freeBytes);
      report = { damage, setAsidePath, recovery };
      writeDamageEvents(new PreparedStatements(into), report, clock.nowMs());
      into.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      into.close();
    }
  } catch (error) {
    forgetProgress(path);
    markDamaged(copyPath);
    throw error;
  }
  replaceDatabase(path, copyPath, setAsidePath);
  forgetProgress(path);
  log.error({ ...report }, 'database set aside, a new one begun');
  return report;
}

/** True where a recovery that was killed has left a sound copy of what it had saved. */
function isHalfCopy(copyPath: string): boolean {
  if ((statSync(copyPath, { throwIfNoEntry: false })?.size ?? 0) === 0) return false;
  try {
    const copy = openWriter(copyPath);
    try {
      return firstIntegrityError(copy, 'quick_check(1)') === null;
    } finally {
      copy.close();
    }
  } catch {
    return false;
  }
}

/**
 * Leaves an empty file, which says that the one beside it is damaged, even where nothing else would
 * show it. A disk too full for a name is no hindrance.
 */
function markDamaged(copyPath: string): void {
  removeDatabase(copyPath);
  try {
    writeFileSync(copyPath, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** The events that report a damaged history to people. */
export function damageEvents(damage: DamageReport): readonly KioskEvent[] {
  const { saved, unreadable, complete } = damage.recovery;
  const observations = saved.observations ?? 0;
  const setAside = kioskEvent('database-set-aside', { ...damage, observations, complete });
  return unreadable === 0 ? [setAside] : [setAside, kioskEvent('rows-left-out', { unreadable })];
}

/** They stand in the new file before that is put in place, so that they cannot be missed. */
function writeDamageEvents(
  statements: PreparedStatements,
  damage: DamageReport,
  atMs: number,
): void {
  for (const { level, kind, message, details } of damageEvents(damage)) {
    statements.run(
      'INSERT INTO events (id, at_ms, level, kind, message, details) VALUES (?, ?, ?, ?, ?, ?)',
      readIdSequences(statements).event,
      Math.round(atMs),
      level,
      kind,
      message,
      JSON.stringify(details),
    );
  }
}

/**
 * Room for a small history as it is, with its log; for a large one as much as makes it worth while.
 */
function neededBytes(path: string): number {
  const sizes = [path, `${path}-wal`].map(
    (part) => statSync(part, { throwIfNoEntry: false })?.size ?? 0,
  );
  const bytes = sizes.reduce((sum, size) => sum + size, LEFT_FREE_BYTES);
  return Math.min(bytes, MOST_NEEDED_BYTES);
}

function noRoom(path: string, needed: number): EkspresiError {
  return new EkspresiError('recovery-without-room', { path, megabytes: Math.ceil(needed / MIB) });
}

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

interface RecoveryReport {
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
function copyReadableRows(
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
