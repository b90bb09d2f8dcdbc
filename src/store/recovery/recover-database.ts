import { existsSync, statSync, writeFileSync } from 'node:fs';
import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import type { KioskEvent } from '../../core/event-table.js';
import type { Log } from '../../core/log.js';
import { quarantinePath, removeOldestQuarantined } from '../../sqlite/quarantine.js';
import { recoveringPath, removeDatabase, replaceDatabase } from '../../sqlite/replace-database.js';
import { openWriter } from '../database/connections.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { readIdSequences } from '../recording/id-sequences.js';
import { diskRoom } from '../retention/disk-room.js';
import { copyReadableRows, type RecoveryReport } from './copy-readable-rows.js';
import { countTry, forgetTries } from './recovery-tries.js';

const MIB = 1024 * 1024;
/** With less the disk is full by something else: it is better to wait than to save next to nothing. */
const MOST_NEEDED_BYTES = 64 * MIB;
/** Left free for the rows to come, when a large history does not fit twice. */
const LEFT_FREE_BYTES = 16 * MIB;

/** A file that kills whoever reads it must not keep the kiosk from starting for ever. */
const MOST_KILLED_TRIES = 5;

/** What had to be done to a damaged file. */
export interface DamageReport {
  readonly damage: string;
  readonly setAsidePath: string;
  readonly recovery: RecoveryReport;
}

export interface RecoveryOptions {
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
 * Copies what can be read of the damaged database at `path`, for at most `maxMs`, into a file of
 * its own, with an event that tells of it. Only then is the damaged one set aside, as
 * `<path>.corrupt.<UTC time>`, and the copy takes its place: whatever interrupts that, it is done
 * anew at the next start. After five that were cut off nothing more is copied.
 *
 * @throws EkspresiError STORE_FULL, SqliteError
 */
export function recoverDatabase(options: RecoveryOptions): DamageReport {
  const { path, damage, maxMs, clock, log } = options;
  const freeBytes = options.freeBytes ?? (() => diskRoom(path).freeBytes);
  const copyPath = recoveringPath(path);
  if (!isRecoveryInterrupted(path)) forgetTries(path);
  markDamaged(copyPath);
  const needed = neededBytes(path);
  while (freeBytes() < needed) {
    const removed = removeOldestQuarantined(path, 1);
    if (removed === null) throw noRoom(path, needed);
    log.error({ ...removed }, 'an earlier history was removed: the disk has no room for this one');
  }
  const isHopeless = countTry(path) >= MOST_KILLED_TRIES;
  log.error({ damage }, 'database damaged: what can be read is copied to a new one');
  const deadlineMs = clock.monotonicMs() + maxMs;
  const mayGoOn = () => clock.monotonicMs() < deadlineMs && freeBytes() > LEFT_FREE_BYTES;
  const nothing = { saved: {}, complete: false };
  const setAsidePath = quarantinePath(path, 'corrupt', clock.nowMs());
  let report: DamageReport;
  try {
    const into = openWriter(copyPath);
    try {
      // Flushed once, at the end: until then the copy is worth nothing.
      into.pragma('synchronous = OFF');
      const recovery = isHopeless ? nothing : copyReadableRows(path, into, mayGoOn);
      report = { damage, setAsidePath, recovery };
      writeDamageEvent(new PreparedStatements(into), report, clock.nowMs());
      into.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      into.close();
    }
  } catch (error) {
    forgetTries(path);
    markDamaged(copyPath);
    throw error;
  }
  replaceDatabase(path, copyPath, setAsidePath);
  forgetTries(path);
  log.error({ ...report }, 'database set aside, a new one begun');
  return report;
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

/** What people are told of a damaged history. */
export function damageEvent(damage: DamageReport): KioskEvent {
  const { saved, complete } = damage.recovery;
  return {
    level: 'error',
    kind: 'database-set-aside',
    message:
      `The database was damaged and set aside as ${damage.setAsidePath}; a new one was begun ` +
      `and ${saved.observations ?? 0} observations were saved${complete ? '' : ', not all'}`,
    details: { ...damage },
  };
}

/** Stands in the new file before that is put in place, so that it cannot be missed. */
function writeDamageEvent(
  statements: PreparedStatements,
  damage: DamageReport,
  atMs: number,
): void {
  const { level, kind, message, details } = damageEvent(damage);
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

/** Room for a small history as it is, with its log; for a large one as much as makes it worth while. */
function neededBytes(path: string): number {
  const sizes = [path, `${path}-wal`].map(
    (part) => statSync(part, { throwIfNoEntry: false })?.size ?? 0,
  );
  const bytes = sizes.reduce((sum, size) => sum + size, LEFT_FREE_BYTES);
  return Math.min(bytes, MOST_NEEDED_BYTES);
}

function noRoom(path: string, needed: number): EkspresiError {
  return new EkspresiError(
    'STORE_FULL',
    `${path} is damaged, and the disk has no room for what can be saved of it`,
    `Free ${Math.ceil(needed / MIB)} MB of disk space or more; it is then recovered by itself.`,
  );
}
