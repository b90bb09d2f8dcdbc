import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { EkspresiError, errorReason } from '../../core/errors.js';
import { chownLikeParent, syncPath } from '../../sqlite/database-files.js';
import { quarantinePath } from '../../sqlite/quarantine.js';
import {
  finishReplacement,
  incomingPath,
  recoveringPath,
  removeDatabase,
  replaceDatabase,
  restoredPath,
} from '../../sqlite/replace-database.js';
import { databasePath, prepareDataFolder } from '../database/data-folder.js';
import { lockFolder } from '../database/folder-lock.js';
import { checkBackup, requireBackup } from './check-backup.js';

/**
 * Puts the backup at `backupPath` in the place of the history in `dataDir`. The backup is
 * checked whole first; the history that was there is kept as
 * `ekspresi.db.before-restore.<UTC time>`. The daemon must be stopped. A power cut leaves the old
 * history or the new one in place: {@link finishReplacement} sees to that at the next start.
 *
 * @returns the path of the history that was replaced, or null when there was none.
 * @throws EkspresiError STORE_MISSING without a backup, STORE_CORRUPT when it is not sound,
 *   STORE_TOO_NEW, STORE_LOCKED while the daemon runs, STORE_UNWRITABLE.
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
  const incoming = incomingPath(path);
  try {
    requireBackup(backupPath);
    finishReplacement(path);
    copyBackup(backupPath, incoming);
    checkBackup(incoming, { named: backupPath });
    const hadHistory = existsSync(path);
    const kept = quarantinePath(path, 'before-restore', nowMs);
    syncPath(incoming);
    // A half recovery is of the history that goes; the new one would be taken for damaged.
    removeDatabase(recoveringPath(path));
    // Under this name it counts as checked, should the power go before it is in place.
    renameSync(incoming, restoredPath(path));
    replaceDatabase(path, restoredPath(path), kept);
    return hadHistory ? kept : null;
  } finally {
    removeDatabase(incoming);
    lock.release();
  }
}

/** With its log where it has one, as a quarantined history may: the check takes that over. */
function copyBackup(backupPath: string, incoming: string): void {
  try {
    for (const part of ['', '-wal']) {
      if (part !== '' && !existsSync(backupPath + part)) continue;
      copyFileSync(backupPath + part, incoming + part);
      chownLikeParent(incoming + part);
    }
  } catch (cause) {
    const told = { from: backupPath, to: incoming, reason: errorReason(cause) };
    throw new EkspresiError('backup-not-copied', told, { cause });
  }
}
