import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { EkspresiError } from '../../core/errors.js';
import { databasePath, prepareDataFolder } from '../database/data-folder.js';
import { lockFolder } from '../database/folder-lock.js';
import { checkBackup } from './check-backup.js';

/**
 * Puts the backup at `backupPath` in the place of the history in `dataDir`. The backup is
 * checked whole first; the history that was there is kept as
 * `ekspresi.db.before-restore.<UTC time>`. The daemon must be stopped.
 *
 * @returns the path of the history that was replaced, or null when there was none.
 * @throws EkspresiError STORE_CORRUPT when the backup is not sound, STORE_TOO_NEW,
 *   STORE_LOCKED while the daemon runs, STORE_UNWRITABLE.
 */
export function restoreBackup(options: {
  readonly dataDir: string;
  readonly backupPath: string;
  readonly nowMs: number;
}): string | null {
  const { dataDir, backupPath, nowMs } = options;
  prepareDataFolder(dataDir);
  const lock = lockFolder(dataDir);
  const path = databasePath(dataDir);
  const incoming = `${path}.incoming`;
  try {
    copyBackup(backupPath, incoming);
    checkBackup(incoming, { named: backupPath });
    const stamp = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '');
    const kept = existsSync(path) ? `${path}.before-restore.${stamp}` : null;
    for (const suffix of ['-wal', '-shm', '']) {
      if (kept !== null && existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
    }
    renameSync(incoming, path);
    return kept;
  } finally {
    for (const suffix of ['-wal', '-shm', '']) rmSync(incoming + suffix, { force: true });
    lock.release();
  }
}

function copyBackup(backupPath: string, incoming: string): void {
  try {
    copyFileSync(backupPath, incoming);
  } catch (cause) {
    throw new EkspresiError(
      'STORE_UNWRITABLE',
      `The backup ${backupPath} could not be copied to ${incoming}: ${(cause as Error).message}`,
      'Check the path of the backup and the room on the disk.',
      { cause },
    );
  }
}
