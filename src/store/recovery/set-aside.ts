import { existsSync, renameSync } from 'node:fs';

/**
 * Renames a damaged database, with its write-ahead log, to `<path>.corrupt.<UTC time>` and
 * returns the new path. Nothing is deleted: it may still be of use to someone.
 */
export function setAside(path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '').replace('.', '');
  let target = `${path}.corrupt.${stamp}`;
  for (let copy = 2; existsSync(target); copy++) target = `${path}.corrupt.${stamp}-${copy}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  return target;
}
