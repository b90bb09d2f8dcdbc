import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { EkspresiError } from '../../core/errors.js';
import { type Log, silentLog } from '../../core/log.js';
import { chownLikeParent } from '../../sqlite/database-files.js';
import { sqliteCode } from '../../sqlite/sqlite-code.js';

/** Holds the data folder for one process until `release`. */
export interface FolderLock {
  release(): void;
}

/**
 * Makes this process the only writer of the data folder. The lock is the kernel's, taken
 * by an exclusive transaction on an empty SQLite file, so it goes with the process however
 * that ends; the process id beside it is only for the message. Nothing need be written, so that a
 * full disk does not keep anybody out.
 *
 * @throws EkspresiError STORE_LOCKED when another process (or store) holds it.
 */
export function lockFolder(dataDir: string, log: Log = silentLog): FolderLock {
  const pidPath = join(dataDir, 'ekspresi.pid');
  const lockPath = join(dataDir, 'ekspresi.lock');
  let lock: Database;
  try {
    lock = takeLock(lockPath, log);
  } catch (cause) {
    if (!isHeld(cause)) throw cause;
    const holder = readPid(pidPath);
    throw holder === null
      ? new EkspresiError('data-folder-in-use', { folder: dataDir }, { cause })
      : new EkspresiError('data-folder-in-use-by', { folder: dataDir, pid: holder }, { cause });
  }
  try {
    writeFileSync(pidPath, `${process.pid}\n`);
    chownLikeParent(pidPath);
  } catch {
    // A full disk; whoever is refused then does not learn by whom.
  }
  return { release: () => lock.close() };
}

/** Takes the lock. A damaged file of it holds nothing and nobody: it is replaced. */
function takeLock(lockPath: string, log: Log): Database {
  try {
    return exclusive(lockPath);
  } catch (error) {
    const isDamaged = (statSync(lockPath, { throwIfNoEntry: false })?.size ?? 0) > 0;
    if (isHeld(error) || !isDamaged || sqliteCode(error) === null) throw error;
    for (const suffix of ['', '-journal', '-wal', '-shm']) {
      rmSync(lockPath + suffix, { force: true });
    }
    log.warn({ path: lockPath, error: String(error) }, 'a damaged lock file was replaced');
    return exclusive(lockPath);
  }
}

function exclusive(lockPath: string): Database {
  const lock = new DatabaseConstructor(lockPath, { timeout: 0 });
  try {
    chownLikeParent(lockPath);
    // Otherwise the transaction would begin with a journal on the disk.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

function isHeld(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') === true;
}

function readPid(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isSafeInteger(pid) ? pid : null;
  } catch {
    return null;
  }
}
