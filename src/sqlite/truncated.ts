import { statSync } from 'node:fs';

export const TRUNCATED = 'the file is empty, but its write-ahead log is not';

/**
 * Whether the database at `path` is empty but its write-ahead log is not. SQLite would take it for a
 * new one and delete the log, which may hold all that there is.
 */
export function isTruncated(path: string): boolean {
  return sizeOf(path) === 0 && (sizeOf(`${path}-wal`) ?? 0) > 0;
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}
