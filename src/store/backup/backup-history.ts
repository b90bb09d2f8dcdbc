import { openReader } from '../database/connections.js';
import { existingDatabasePath } from '../database/data-folder.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import { checkBackup } from './check-backup.js';
import { copyDatabase } from './copy-database.js';

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
