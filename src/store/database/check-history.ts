import { existsSync } from 'node:fs';
import { EkspresiError } from '../../core/errors.js';
import { firstIntegrityError } from '../../sqlite/integrity.js';
import { openReader } from './connections.js';
import { databasePath } from './data-folder.js';
import { describeSqliteFailure } from './sqlite-failure.js';

/**
 * Checks the history in `dataDir` without changing it, also while the daemon runs; one line
 * for people.
 *
 * @throws EkspresiError STORE_CORRUPT, STORE_UNWRITABLE
 */
export function checkHistory(dataDir: string): string {
  const path = databasePath(dataDir);
  if (!existsSync(path)) return `${dataDir} is writable and has no history yet`;
  let complaint: string | null;
  try {
    const db = openReader(path);
    try {
      complaint = firstIntegrityError(db, 'quick_check(1)');
    } finally {
      db.close();
    }
  } catch (error) {
    throw describeSqliteFailure(error, path);
  }
  if (complaint === null) return `${path} is sound`;
  throw new EkspresiError('history-check-failed', { path, complaint });
}
