import { EkspresiError } from '../../core/errors.js';
import { isCorruption, isDiskFull, sqliteCode } from '../../sqlite/sqlite-code.js';

/** True when the batch itself is wrong, so that it must be given up rather than tried for ever. */
export function isRefusedBatch(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === null) return !(error instanceof EkspresiError);
  return /^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG|ERROR|MISUSE)/.test(code);
}

/** What an operator should read when the database at `path` refuses to work. */
export function describeSqliteFailure(error: unknown, path: string): EkspresiError {
  if (error instanceof EkspresiError) return error;
  const code = sqliteCode(error) ?? 'unknown';
  const because = error instanceof Error ? error.message : String(error);
  const text = (what: string) => `${path}: ${what} (${code}: ${because})`;
  if (isDiskFull(error)) {
    return new EkspresiError(
      'STORE_FULL',
      text('the disk or the database is full'),
      'Free some disk space or lower store.retention; recording resumes by itself.',
      { cause: error },
    );
  }
  if (isCorruption(error)) {
    return new EkspresiError(
      'STORE_CORRUPT',
      text('the file is damaged'),
      'It is set aside and a new one begun at the next start; check the disk or SD card.',
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new EkspresiError(
      'STORE_LOCKED',
      text('another program holds the database'),
      'Close the program that has it open for writing; recording resumes by itself.',
      { cause: error },
    );
  }
  return new EkspresiError(
    'STORE_UNWRITABLE',
    text('cannot be written'),
    'Check that the disk is mounted read-write and that the user of ekspresi owns the folder; recording resumes by itself.',
    { cause: error },
  );
}
