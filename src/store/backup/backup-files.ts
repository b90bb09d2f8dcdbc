import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { databasePath } from '../database/data-folder.js';
import { byOrderOfMaking, readBackupAge } from './backup-policy.js';
import { backupFolder } from './daily-backup.js';

interface BackupFileInfo {
  readonly name: string;
  readonly bytes: number;
  readonly madeAtMs: number;
}

/**
 * The complete backups beside the history in `dataDir`, the one made last first, whatever the clock
 * said then.
 */
export function listBackups(dataDir: string, nowMs = Date.now()): readonly BackupFileInfo[] {
  const folder = backupFolder(dataDir);
  if (!existsSync(folder)) return [];
  const made = readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      const dateMs = Math.round(mtimeMs);
      return { name, bytes: size, madeAtMs: dateMs, dateMs, ageMs: readBackupAge(path) };
    });
  const ageMs = readBackupAge(databasePath(dataDir)) ?? nowMs;
  const order = byOrderOfMaking({ ageMs, nowMs });
  return made
    .sort((a, b) => order(b, a))
    .map(({ name, bytes, madeAtMs }) => ({ name, bytes, madeAtMs }));
}

/** When the newest complete backup was written, by the wall clock of then; null without one. */
export function lastBackupAtMs(dataDir: string): number | null {
  const folder = backupFolder(dataDir);
  if (!existsSync(folder)) return null;
  const times = readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => Math.round(statSync(join(folder, name)).mtimeMs));
  return times.length === 0 ? null : Math.max(...times);
}

/** Path of a backup that {@link listBackups} names; null for anything else. */
export function backupPath(dataDir: string, name: string): string | null {
  const isListed = listBackups(dataDir).some((backup) => backup.name === name);
  return isListed ? join(backupFolder(dataDir), name) : null;
}

/** Path for a backup made by hand at `atMs`; daily ones never replace it. */
export function newBackupPath(dataDir: string, atMs: number): string {
  const folder = backupFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const stamp = new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return join(folder, `by-hand-${stamp}Z.db`);
}

export function removeBackup(path: string): void {
  rmSync(path, { force: true });
}

/**
 * Removes what copies and uploads that were cut off have left. Only before any is begun: whoever
 * copies or receives still writes into such a file.
 */
export function removeHalfBackups(dataDir: string): void {
  const folder = backupFolder(dataDir);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/\.db\.part(-\w+)*$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}
