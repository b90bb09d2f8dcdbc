import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { EkspresiError, type ErrorCode } from '../core/errors.js';
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
 * @throws EkspresiError STORE_CORRUPT, STORE_TOO_NEW
 */
export async function checkBackupApart(path: string): Promise<void> {
  await backupCommand(['check', path]);
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
        else reject(asError(line, failure));
      },
    );
  });
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
