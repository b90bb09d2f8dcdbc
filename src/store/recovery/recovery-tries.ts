import { appendFileSync, rmSync, statSync } from 'node:fs';
import { recoveringPath } from '../../sqlite/replace-database.js';

function triesPath(path: string): string {
  return `${recoveringPath(path)}.tries`;
}

/**
 * Writes down that a recovery of the database at `path` begins; returns how many were begun before
 * and neither ended nor failed, since the process was killed or the power went.
 */
export function countTry(path: string): number {
  appendFileSync(triesPath(path), '.');
  return statSync(triesPath(path)).size - 1;
}

/** For a recovery that ended or failed, or is the first of a damage. */
export function forgetTries(path: string): void {
  rmSync(triesPath(path), { force: true });
}
