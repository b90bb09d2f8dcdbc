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
  const reason = `${code}: ${error instanceof Error ? error.message : String(error)}`;
  return new EkspresiError(failureKind(error, code), { path, reason }, { cause: error });
}

function failureKind(error: unknown, code: string) {
  if (isDiskFull(error)) return 'history-disk-full';
  if (isCorruption(error)) return 'history-corrupt';
  const isBusy = code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
  return isBusy ? 'history-busy' : 'history-unwritable';
}
