import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { EkspresiError, errorReason } from '../../core/errors.js';
import { removeDatabase } from '../../sqlite/replace-database.js';
import { isCorruption } from '../../sqlite/sqlite-code.js';
import { openReader } from '../database/connections.js';
import { existingDatabasePath } from '../database/data-folder.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import { checkBackup } from './check-backup.js';

/** Pages copied at a time (4 MB), so that pages and commits get their turn between. */
const PAGES_PER_STEP = 1000;

/**
 * Copies a database in use to `targetPath`: SQLite's online backup into a file beside it,
 * checked by `check` and renamed when sound, so that a half copy never carries the name, nor one of
 * pages whose structure is damaged on the disk, which SQLite copies as they are.
 *
 * `db` must be the connection that writes: SQLite takes over what that one commits
 * meanwhile, but starts over whenever another connection has written, which would never
 * end with a commit every second.
 *
 * @param check rejects (or throws) with an EkspresiError for a file that is not sound
 * @throws EkspresiError OUTPUT_UNWRITABLE, STORE_CORRUPT where the copy is not sound, SqliteError
 *   where `db` itself is seen to be damaged
 */
export async function copyDatabase(
  db: Database,
  targetPath: string,
  check: (path: string) => Promise<void> | void,
): Promise<void> {
  // Of its own for every try: another that is being ended may still hold one.
  const partPath = `${targetPath}.part-${randomBytes(4).toString('hex')}`;
  try {
    await db.backup(partPath, { progress: () => PAGES_PER_STEP });
    await check(partPath);
    renameSync(partPath, targetPath);
  } catch (cause) {
    // No other folder would help against that.
    if (isCorruption(cause)) throw cause;
    if (cause instanceof EkspresiError) {
      throw cause.code === 'STORE_CORRUPT' ? unsoundCopy(db, cause, partPath, targetPath) : cause;
    }
    throw unwritableBackup(targetPath, cause);
  } finally {
    // With the log that whoever checked it may have left.
    removeDatabase(partPath);
  }
}

/** What an operator should read when a backup cannot be written to `path`. */
export function unwritableBackup(path: string, cause: unknown): EkspresiError {
  return new EkspresiError('backup-unwritable', { path, reason: errorReason(cause) }, { cause });
}

function unsoundCopy(
  db: Database,
  cause: EkspresiError,
  partPath: string,
  targetPath: string,
): EkspresiError {
  const { kind, parameters } = cause;
  const named = Object.entries(parameters).map(([name, value]) => [
    name,
    value === partPath ? targetPath : value,
  ]);
  const found = { kind, parameters: Object.fromEntries(named) };
  return new EkspresiError('backup-not-kept', { path: db.name, found }, { cause });
}

/**
 * Copies the history in `dataDir` to `targetPath` from outside the daemon, which may run.
 *
 * @throws EkspresiError STORE_MISSING, OUTPUT_UNWRITABLE, STORE_CORRUPT
 */
export async function backupHistory(dataDir: string, targetPath: string): Promise<void> {
  const path = existingDatabasePath(dataDir);
  const reader = openForCopy(path);
  try {
    await copyDatabase(reader, targetPath, (path) => checkBackup(path, { quick: true }));
  } catch (error) {
    throw describeSqliteFailure(error, path);
  } finally {
    reader.close();
  }
}

function openForCopy(path: string) {
  try {
    return openReader(path);
  } catch (error) {
    throw describeSqliteFailure(error, path);
  }
}
