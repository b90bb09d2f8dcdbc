import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describeError, EkspresiError, type ErrorCode } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { packageRoot } from '../core/package-root.js';

/** A slow card reads some gigabytes in this time. */
const LIMIT_MS = 15 * 60_000;

/** The kiosk whose history it is. */
export interface BackupPlace {
  readonly dataDir: string;
  readonly configPath: string | null;
}

/**
 * Checks a backup in a process of its own: it may take minutes in which the pages and the watchdog
 * must go on, and a file made to harm the reader harms only that one.
 *
 * @throws EkspresiError STORE_CORRUPT, STORE_TOO_NEW, STORE_MISSING; BACKUP_UNFINISHED where the
 *   process came to no verdict; the reason of `signal` when it aborts
 */
export async function checkBackupApart(path: string, signal?: AbortSignal): Promise<void> {
  await backupCommand(['check', path], signal);
}

/**
 * As {@link checkBackupApart}, of a copy that was just made of the history: one on which there is no
 * verdict is better than none, and the log tells of it.
 *
 * @throws EkspresiError STORE_CORRUPT; the reason of `signal` when it aborts
 */
export async function checkCopyApart(path: string, log: Log, signal: AbortSignal): Promise<void> {
  try {
    await checkBackupApart(path, signal);
  } catch (error) {
    if (!(error instanceof EkspresiError) || error.code !== 'BACKUP_UNFINISHED') throw error;
    log.warn({ reason: describeError(error) }, 'a backup is kept although it was not checked');
  }
}

/**
 * Puts a backup in the place of the history, in a process of its own, for the same reason. The folder
 * must be free.
 *
 * @returns what was done, for the log
 * @throws EkspresiError whatever `ekspresi backup restore` says; BACKUP_UNFINISHED where it was ended
 */
export function restoreBackupApart(
  path: string,
  { dataDir, configPath }: BackupPlace,
): Promise<string> {
  const config = configPath === null ? [] : ['--config', configPath];
  return backupCommand(['restore', path, '--data', dataDir, ...config]);
}

/** Runs `ekspresi backup …` and gives its last line. */
function backupCommand(args: readonly string[], signal?: AbortSignal): Promise<string> {
  const command = join(packageRoot(), 'dist/cli/main.js');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--max-old-space-size=256', command, 'backup', ...args],
      { timeout: LIMIT_MS, killSignal: 'SIGKILL', encoding: 'utf8', ...(signal ? { signal } : {}) },
      (failure, _, told) => {
        const line = told.trim().split('\n').at(-1) ?? '';
        if (failure === null) resolve(line.replace(/^ekspresi: /, ''));
        else if (signal?.aborted) reject(signal.reason);
        else reject(asTold(line) ?? unfinished(args[0] ?? '', failure.killed ? '' : line, failure));
      },
    );
  });
}

/** The failure as the command told it: `ekspresi: message (CODE). remedy`; null where it told none. */
function asTold(line: string): EkspresiError | null {
  const parts = /^ekspresi: (.*) \(([A-Z]+(?:_[A-Z]+)+)\)\. (.*)$/.exec(line);
  if (parts === null) return null;
  const [, message = '', code, remedy = ''] = parts;
  return new EkspresiError(code as ErrorCode, message, remedy);
}

/** The process was ended: after the limit, or by the kernel for want of memory. */
function unfinished(action: string, line: string, cause: Error): EkspresiError {
  const why = line || `its process was ended, at the latest after ${LIMIT_MS / 60_000} minutes`;
  return new EkspresiError(
    'BACKUP_UNFINISHED',
    `ekspresi backup ${action} did not come to its end: ${why}`,
    'The disk is very slow or dying, or the memory is short: run the command by hand.',
    { cause },
  );
}
