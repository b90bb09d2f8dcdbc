import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { EkspresiError } from '../../core/errors.js';
import { chownLikeParent } from '../../sqlite/chown-like-parent.js';
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
export function lockFolder(dataDir: string): FolderLock {
  const pidPath = join(dataDir, 'ekspresi.pid');
  const lockPath = join(dataDir, 'ekspresi.lock');
  const lock = new DatabaseConstructor(lockPath, { timeout: 0 });
  try {
    chownLikeParent(lockPath);
    // Otherwise the transaction would begin with a journal on the disk.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (!sqliteCode(cause)?.startsWith('SQLITE_BUSY')) throw cause;
    const holder = readPid(pidPath);
    throw new EkspresiError(
      'STORE_LOCKED',
      `The data folder ${dataDir} is in use by another ekspresi${holder === null ? '' : ` (process ${holder})`}`,
      'Stop that one first (systemctl stop ekspresi), or give another folder (--data).',
      { cause },
    );
  }
  try {
    writeFileSync(pidPath, `${process.pid}\n`);
    chownLikeParent(pidPath);
  } catch {
    // A full disk; whoever is refused is then not told by whom.
  }
  return { release: () => lock.close() };
}

function readPid(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isSafeInteger(pid) ? pid : null;
  } catch {
    return null;
  }
}
