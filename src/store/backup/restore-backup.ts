import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import DatabaseConstructor from 'better-sqlite3';
import { EkspresiError } from '../../core/errors.js';
import { databasePath, prepareDataFolder } from '../database/data-folder.js';
import { lockFolder } from '../database/folder-lock.js';
import { APPLICATION_ID, SCHEMA_VERSION } from '../schema/migrations.js';

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
    requireSound(incoming, backupPath);
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

function requireSound(incoming: string, backupPath: string): void {
  let complaint: string;
  let version = 0;
  try {
    const db = new DatabaseConstructor(incoming, { fileMustExist: true });
    try {
      version = db.pragma('user_version', { simple: true }) as number;
      const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
      complaint = isOurs
        ? (db.pragma('integrity_check(1)', { simple: true }) as string)
        : 'it is not a database of ekspresi';
    } finally {
      db.close();
    }
  } catch (cause) {
    complaint = (cause as Error).message;
  }
  if (complaint !== 'ok') {
    throw new EkspresiError(
      'STORE_CORRUPT',
      `The backup ${backupPath} is not sound: ${complaint}`,
      'Use an older backup; the history in place was not touched.',
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new EkspresiError(
      'STORE_TOO_NEW',
      `The backup ${backupPath} was written by a newer ekspresi (schema ${version})`,
      'Install the newer version first; the history in place was not touched.',
    );
  }
}
