import { existsSync, rmSync } from 'node:fs';
import DatabaseConstructor from 'better-sqlite3';
import { ageClockOf } from '../recording/history-clock.js';

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

export interface MadeAt {
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
