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
 * @throws EkspresiError STORE_CORRUPT, STORE_TOO_NEW; BACKUP_UNCHECKED after 15 minutes
 */
export async function checkBackupApart(path: string): Promise<void> {
  await backupCommand(['check', path]);
}

/**
 * As {@link checkBackupApart}, of a copy that was just made of the history: one that could not be
 * read whole in time is better than none, and the log tells of it.
 *
 * @throws EkspresiError STORE_CORRUPT
 */
export async function checkCopyApart(path: string, log: Log): Promise<void> {
  try {
    await checkBackupApart(path);
  } catch (error) {
    if (!(error instanceof EkspresiError) || error.code !== 'BACKUP_UNCHECKED') throw error;
    log.warn({ path }, describeError(error));
  }
}

/**
 * Puts a backup in the place of the history, in a process of its own, for the same reason. The folder
 * must be free.
 *
 * @returns what was done, for the log
 * @throws EkspresiError whatever `ekspresi backup restore` says
 */
export function restoreBackupApart(
  path: string,
  { dataDir, configPath }: BackupPlace,
): Promise<string> {
  const config = configPath === null ? [] : ['--config', configPath];
  return backupCommand(['restore', path, '--data', dataDir, ...config]);
}

/** Runs `ekspresi backup …` and gives its last line. */
function backupCommand(args: readonly string[]): Promise<string> {
  const command = join(packageRoot(), 'dist/cli/main.js');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--max-old-space-size=256', command, 'backup', ...args],
      { timeout: LIMIT_MS, killSignal: 'SIGKILL', encoding: 'utf8' },
      (failure, _, told) => {
        const line = told.trim().split('\n').at(-1) ?? '';
        if (failure === null) resolve(line.replace(/^ekspresi: /, ''));
        else reject(failure.killed ? unchecked(args) : asError(line, failure));
      },
    );
  });
}

function unchecked(args: readonly string[]): EkspresiError {
  return new EkspresiError(
    'BACKUP_UNCHECKED',
    `ekspresi backup ${args.slice(0, 2).join(' ')} was ended after ${LIMIT_MS / 60_000} minutes`,
    'The disk is very slow or dying: run the command by hand.',
  );
}

/** The failure as the command told it: `ekspresi: message (CODE). remedy`. */
function asError(line: string, failure: Error): EkspresiError {
  const parts = /^ekspresi: (.*) \(([A-Z]+(?:_[A-Z]+)+)\)\. (.*)$/.exec(line);
  return new EkspresiError(
    (parts?.[2] ?? 'STORE_CORRUPT') as ErrorCode,
    parts?.[1] ?? `The backup could not be read: ${line || failure.message}`,
    parts?.[3] ?? 'Use another backup.',
  );
}
