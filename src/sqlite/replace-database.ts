import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncPath } from './sync-path.js';

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

/** `<path>.<reason>.<UTC time>`, or another that is not taken. */
export function keptPath(path: string, reason: KeptReason, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '');
  const first = `${path}.${reason}.${stamp}`;
  let free = first;
  for (let copy = 2; existsSync(free) || existsSync(`${free}-wal`); copy++) {
    free = `${first}-${copy}`;
  }
  return free;
}

type KeptReason = 'corrupt' | 'before-restore';

/**
 * Puts the database at `newPath`, which nobody has open, in the place of the one at `path`; that
 * one is kept at `kept`. The power may go at any moment: {@link finishReplacement} then does the
 * rest. The database goes before its log, so that it never stands there without it.
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
    finishMove(path, restoredPath(path), newestKept(path, 'before-restore'));
    return;
  }
  removeDatabase(restoredPath(path));
  if (isReady(recoveringPath(path))) {
    finishMove(path, recoveringPath(path), newestKept(path, 'corrupt'));
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
}

/** The file that was set aside last, null where there is none. */
export function newestKept(path: string, reason: KeptReason): string | null {
  const folder = dirname(path);
  const names = readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.${reason}.`) && !name.endsWith('-wal'))
    .sort();
  const newest = names.at(-1);
  return newest === undefined ? null : join(folder, newest);
}
