import { renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { EkspresiError } from '../../core/errors.js';
import { isCorruption } from '../../sqlite/sqlite-code.js';

/** Pages copied at a time (4 MB), so that pages and commits get their turn between. */
const PAGES_PER_STEP = 1000;

/**
 * Copies a database in use to `targetPath`: SQLite's online backup into a file beside it,
 * checked by `check` and renamed when sound, so that a half copy never carries the name and pages
 * that are damaged on the disk (which SQLite copies as they are) never replace a good backup.
 *
 * `db` must be the connection that writes: SQLite takes over what that one commits
 * meanwhile, but begins anew whenever another connection has written, which would never
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
  const partPath = `${targetPath}.part`;
  try {
    rmSync(partPath, { force: true });
    await db.backup(partPath, { progress: () => PAGES_PER_STEP });
    await check(partPath);
    renameSync(partPath, targetPath);
  } catch (cause) {
    rmSync(partPath, { force: true });
    // No other folder would help against that.
    if (isCorruption(cause)) throw cause;
    if (cause instanceof EkspresiError) throw unsoundCopy(db, cause);
    throw unwritableBackup(targetPath, cause);
  }
}

/** What an operator should read when a backup cannot be written to `path`. */
export function unwritableBackup(path: string, cause: unknown): EkspresiError {
  return new EkspresiError(
    'OUTPUT_UNWRITABLE',
    `No backup could be written to ${path}: ${(cause as Error).message}`,
    'Check that the folder exists, is writable and has room for the whole database.',
    { cause },
  );
}

function unsoundCopy(db: Database, cause: EkspresiError): EkspresiError {
  return new EkspresiError(
    'STORE_CORRUPT',
    `No backup of ${db.name} was kept. ${cause.message}`,
    'The history or the disk is damaged: run `ekspresi doctor`. Older backups were left as they are.',
    { cause },
  );
}
