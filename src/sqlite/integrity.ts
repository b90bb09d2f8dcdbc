import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/** Which of SQLite's own checks: of the whole file, or of one table. */
type IntegrityCheck = 'quick_check(1)' | 'integrity_check(1)' | `quick_check(${string})`;

/**
 * What SQLite finds first, on one line, or null where all is sound. The heading that names the
 * database (`*** in database main ***`) is left out.
 *
 * @throws SqliteError where the file cannot be read at all
 */
export function firstIntegrityError(db: Database, check: IntegrityCheck): string | null {
  const answer = db.pragma(check, { simple: true }) as string;
  if (answer === 'ok') return null;
  const lines = answer.split('\n').filter((line) => !line.startsWith('***') && line !== '');
  return lines[0] ?? answer;
}

export const TRUNCATED = 'the file is empty, but its write-ahead log is not';

/**
 * Whether the database at `path` is empty but its write-ahead log is not. SQLite would take it for
 * a new one and delete the log, which may hold all that there is.
 */
export function isTruncated(path: string): boolean {
  return sizeOf(path) === 0 && (sizeOf(`${path}-wal`) ?? 0) > 0;
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}
