import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { EkspresiError, type ErrorCode } from '../core/errors.js';
import { packageRoot } from '../core/package-root.js';

/** A slow card reads some gigabytes in this time. */
const LIMIT_MS = 15 * 60_000;

/**
 * Checks a backup in a process of its own: it may take minutes in which the pages and the watchdog
 * must go on, and a file made to harm the reader harms only that one.
 *
 * @throws EkspresiError STORE_CORRUPT, STORE_TOO_NEW
 */
export function checkBackupApart(path: string): Promise<void> {
  const command = join(packageRoot(), 'dist/cli/main.js');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--max-old-space-size=256', command, 'backup', 'check', path],
      { timeout: LIMIT_MS, killSignal: 'SIGKILL', encoding: 'utf8' },
      (failure, _, told) => {
        if (failure === null) resolve();
        else reject(asError(told, failure));
      },
    );
  });
}

/** The failure as the command told it: `ekspresi: message (CODE). remedy`. */
function asError(told: string, failure: Error): EkspresiError {
  const line = told.trim().split('\n').at(-1) ?? '';
  const parts = /^ekspresi: (.*) \((STORE_CORRUPT|STORE_TOO_NEW)\)\. (.*)$/.exec(line);
  return new EkspresiError(
    (parts?.[2] ?? 'STORE_CORRUPT') as ErrorCode,
    parts?.[1] ?? `The backup could not be checked: ${line || failure.message}`,
    parts?.[3] ?? 'Use another backup.',
  );
}
