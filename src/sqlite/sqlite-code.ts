/** SQLite's result code (`SQLITE_FULL`, `SQLITE_IOERR_WRITE`, …) or null for another error. */
export function sqliteCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}

/** True when the file itself is damaged, so that trying again cannot help. */
export function isCorruption(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== null && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB');
}

/** True when the disk has no room for what SQLite wants to write. */
export function isDiskFull(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE';
}

/** A full or read-only disk, or another program that holds the file: it may be well again later. */
export function isUnwritable(error: unknown): boolean {
  return /^SQLITE_(FULL|READONLY|IOERR|BUSY|CANTOPEN)/.test(sqliteCode(error) ?? '');
}

/** True for a row that breaks the rules of the schema it is to go into. */
export function isRefusedRow(error: unknown): boolean {
  return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(sqliteCode(error) ?? '');
}
