import { existsSync, rmSync } from 'node:fs';
import DatabaseConstructor from 'better-sqlite3';
import { ageClockOf } from '../recording/history-clock.js';

const DAY_MS = 86_400_000;

/** Names of automatic backups carry the UTC day that the wall clock said. */
const NAME = /^ekspresi-(\d{4}-\d{2}-\d{2})\.db$/;

/** File name of the automatic backup of the UTC day of `atMs`. */
export function backupName(atMs: number): string {
  return `ekspresi-${new Date(atMs).toISOString().slice(0, 10)}.db`;
}

interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  /** Age clock in the file, null where it cannot be read. */
  readonly ageMs: number | null;
}

interface BackupSituation {
  /** Everything in the backup folder. */
  readonly files: readonly BackupFile[];
  readonly nowMs: number;
  /** The age clock of the history. */
  readonly ageMs: number;
  readonly kept: number;
  readonly databaseBytes: number;
  readonly diskFreeBytes: number;
  /** Room that a backup must leave on the disk. */
  readonly leaveFreeBytes: number;
}

export interface BackupPlan {
  /** The file to make, or null when the day has one or there is no room. */
  readonly make: string | null;
  readonly lacksRoom: boolean;
  /** Deleted before, to make room; one older backup always stays. */
  readonly removeBefore: readonly string[];
  /** Deleted after, because there are more than asked for. */
  readonly removeAfter: readonly string[];
}

/**
 * Decides on today's backup. Files with other names are never touched. The oldest go by the order
 * of making: names of a clock that was ahead once must not push the others out, nor stand for
 * today.
 */
export function planBackups(situation: BackupSituation): BackupPlan {
  const { files, nowMs, kept, databaseBytes, leaveFreeBytes } = situation;
  const today = backupName(nowMs);
  const nothing = { make: null, lacksRoom: false, removeBefore: [], removeAfter: [] };
  const isOfToday = ({ name, ageMs }: BackupFile) =>
    name === today && (ageMs === null || situation.ageMs - ageMs < DAY_MS);
  if (kept <= 0 || files.some(isOfToday)) return nothing;
  const older = files
    .filter((file) => NAME.test(file.name) && file.name !== today)
    .map((file) => ({ ...file, dateMs: Date.parse(NAME.exec(file.name)?.[1] ?? '') }))
    .sort(byOrderOfMaking(situation));
  const removeBefore: string[] = [];
  let freeBytes = situation.diskFreeBytes;
  while (freeBytes - databaseBytes < leaveFreeBytes && older.length > 1) {
    const oldest = older.shift() as (typeof older)[number];
    removeBefore.push(oldest.name);
    freeBytes += oldest.bytes;
  }
  if (freeBytes - databaseBytes < leaveFreeBytes) return { ...nothing, lacksRoom: true };
  const removeAfter = older.slice(0, Math.max(0, older.length - (kept - 1)));
  return {
    make: today,
    lacksRoom: false,
    removeBefore,
    removeAfter: removeAfter.map((file) => file.name),
  };
}

/**
 * Age clock of the history in a backup: when it was made, whatever the wall clock said. Null where
 * it cannot be read.
 */
export function readBackupAge(path: string): number | null {
  // A log that is there already is of whoever has the file open.
  const leftovers = ['-wal', '-shm'].map((end) => path + end).filter((file) => !existsSync(file));
  try {
    const db = new DatabaseConstructor(path, { readonly: true, fileMustExist: true });
    try {
      const text = db.prepare("SELECT value FROM meta WHERE key = 'age-clock'").pluck().get();
      return typeof text === 'string' ? ageClockOf(text) : null;
    } finally {
      db.close();
      for (const file of leftovers) rmSync(file, { force: true });
    }
  } catch {
    return null;
  }
}

interface MadeAt {
  /** Age clock in the file, null where it is not known. */
  readonly ageMs: number | null;
  /** When the wall clock said that it was made. */
  readonly dateMs: number;
}

/**
 * Sorts by the order of making, the oldest first. A moment that is not yet, by the age clock or by
 * the date, was written before the clock was set back: it counts as the oldest.
 */
export function byOrderOfMaking(now: {
  readonly ageMs: number;
  readonly nowMs: number;
}): (a: MadeAt, b: MadeAt) => number {
  const madeMs = ({ ageMs, dateMs }: MadeAt): number => {
    if (ageMs !== null) return ageMs <= now.ageMs ? ageMs : dateMs - Number.MAX_SAFE_INTEGER;
    return dateMs <= now.nowMs ? dateMs : dateMs - Number.MAX_SAFE_INTEGER;
  };
  return (a, b) => madeMs(a) - madeMs(b) || a.dateMs - b.dateMs;
}
