import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncPath } from './database-files.js';
import { newestQuarantined, removeSurplusQuarantined } from './quarantine.js';

/** Where a damaged database's rows are copied to; beside a database it says that this goes on. */
export function recoveringPath(path: string): string {
  return `${path}.recovering`;
}

/** A backup that was checked and only has to be put in place. */
export function restoredPath(path: string): string {
  return `${path}.restored`;
}

/** A backup that is being copied or checked. */
export function incomingPath(path: string): string {
  return `${path}.incoming`;
}

/** Removes a database file with its log and shared memory. */
export function removeDatabase(path: string): void {
  for (const suffix of ['-wal', '-shm', '']) rmSync(path + suffix, { force: true });
}

/**
 * Puts the database at `newPath`, which nobody has open, in the place of the one at `path`; that
 * one is kept at `kept`, and the oldest that were kept before go. The power may go at any moment:
 * {@link finishReplacement} then does the rest. The database goes before its log, so that it never
 * stands there without it.
 */
export function replaceDatabase(path: string, newPath: string, kept: string): void {
  syncPath(newPath);
  if (existsSync(path)) renameSync(path, kept);
  finishMove(path, newPath, kept);
}

/**
 * Ends what a power cut has interrupted: with no database at `path`, a complete one beside it is
 * put there; what was not complete is removed. A half recovery beside its database stays.
 */
export function finishReplacement(path: string): void {
  removeDatabase(incomingPath(path));
  const isMissing = !existsSync(path);
  const isReady = (newPath: string) => isMissing && existsSync(newPath);
  if (isReady(restoredPath(path))) {
    finishMove(path, restoredPath(path), newestQuarantined(path, 'before-restore'));
    return;
  }
  removeDatabase(restoredPath(path));
  if (isReady(recoveringPath(path))) {
    finishMove(path, recoveringPath(path), newestQuarantined(path, 'corrupt'));
  }
}

function finishMove(path: string, newPath: string, kept: string | null): void {
  const log = `${path}-wal`;
  const logBytes = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (kept !== null && logBytes > 0) renameSync(log, `${kept}-wal`);
  // Left there, it would be taken for the new database's.
  else rmSync(log, { force: true });
  rmSync(`${path}-shm`, { force: true });
  renameSync(newPath, path);
  for (const suffix of ['-wal', '-shm']) rmSync(newPath + suffix, { force: true });
  syncPath(dirname(path));
  removeSurplusQuarantined(path, kept);
}
