import { removeHalfBackups } from './backup/backup-files.js';
import { databasePath, prepareDataFolder } from './database/data-folder.js';
import {
  type DatabaseSession,
  openWithReserve,
  type SessionOptions,
} from './database/database-session.js';
import { type FolderLock, lockFolder } from './database/folder-lock.js';
import { describeSqliteFailure } from './database/sqlite-failure.js';
import { Store, type StoreDeps } from './store.js';

/**
 * Opens the history in `dataDir` for writing and starts its timers. {@link Store} says
 * what it promises.
 *
 * @throws EkspresiError STORE_UNWRITABLE, STORE_LOCKED, STORE_FULL, STORE_TOO_NEW
 */
export function openStore(deps: StoreDeps): Store {
  const { dataDir, settings, clock, log } = deps;
  prepareDataFolder(dataDir);
  const path = databasePath(dataDir);
  let lock: FolderLock | null = null;
  let session: DatabaseSession | null = null;
  try {
    lock = lockFolder(dataDir, log);
    removeHalfBackups(dataDir);
    const options: SessionOptions = {
      path,
      quickCheckMaxBytes: settings.quickCheckMaxBytes,
      recoveryMaxMs: settings.recoveryMaxMs,
      clock,
      log,
    };
    session = openWithReserve(options, dataDir);
    const store = new Store({ ...deps, options, session, lock });
    store.start();
    return store;
  } catch (error) {
    session?.close();
    lock?.release();
    throw describeSqliteFailure(error, path);
  }
}
