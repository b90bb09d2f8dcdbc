import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Clock } from '../core/clock.js';
import { describeError, EkspresiError, errorFromData } from '../core/errors.js';
import type { ErrorData } from '../core/localised-text.js';
import type { Log } from '../core/log.js';
import { packageRoot } from '../core/package-root.js';
import type { ServiceManager } from './systemd/service-manager.js';

/** A slow card reads some gigabytes in this time. */
const LIMIT_MS = 15 * 60_000;

/** What the process is asked to do. */
export type BackupTask =
  | { readonly action: 'check'; readonly path: string }
  | {
      readonly action: 'restore';
      readonly path: string;
      readonly dataDir: string;
      readonly nowMs: number;
    };

/**
 * What it answers; `error` is an {@link EkspresiError} as data, `reason` a mistake of the program.
 */
export type BackupAnswer =
  | { readonly ok: true; readonly replacedPath: string | null }
  | {
      readonly ok: false;
      readonly error: ErrorData;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Checks a backup in a process of its own: it may take minutes in which the pages and the watchdog
 * must go on, and a file made to harm the reader harms only that process.
 *
 * @throws EkspresiError STORE_CORRUPT, STORE_TOO_NEW, STORE_MISSING; BACKUP_UNFINISHED where the
 *   process came to no verdict; the reason of `signal` when it aborts
 */
export async function checkBackupInProcess(path: string, signal?: AbortSignal): Promise<void> {
  await inProcess({ action: 'check', path }, signal);
}

/**
 * As {@link checkBackupInProcess}, of a copy that was just made of the history: one on which there
 * is no verdict is better than none, and the log says so.
 *
 * @throws EkspresiError STORE_CORRUPT; the reason of `signal` when it aborts
 */
export async function checkCopyInProcess(
  path: string,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  try {
    await checkBackupInProcess(path, signal);
  } catch (error) {
    if (!(error instanceof EkspresiError) || error.code !== 'BACKUP_UNFINISHED') throw error;
    log.warn({ reason: describeError(error) }, 'a backup is kept although it was not checked');
  }
}

/**
 * Restores a backup between two lives of the kiosk, in a process of its own, while nothing else
 * tells systemd that the kiosk is alive. One that is not sound leaves the history as it was: the
 * kiosk then goes on with that.
 */
export async function restoreHistory(
  path: string,
  deps: {
    readonly dataDir: string;
    readonly clock: Clock;
    readonly manager: Pick<ServiceManager, 'watchdog' | 'watchdogIntervalMs'>;
    readonly log: Log;
  },
): Promise<void> {
  const { dataDir, clock, manager, log } = deps;
  const { watchdogIntervalMs } = manager;
  const pings =
    watchdogIntervalMs === null
      ? undefined
      : setInterval(() => void manager.watchdog(), watchdogIntervalMs);
  try {
    const task = { action: 'restore', path, dataDir, nowMs: clock.nowMs() } as const;
    const replacedPath = await inProcess(task);
    log.warn({ path, replacedPath }, 'the history is restored from a backup');
  } catch (error) {
    log.error({ path, reason: describeError(error) }, 'the history was not restored');
  } finally {
    clearInterval(pings);
  }
}

/** Runs one task; resolves with the path that the replaced history is kept as, if any. */
async function inProcess(task: BackupTask, signal?: AbortSignal): Promise<string | null> {
  signal?.throwIfAborted();
  const child = fork(join(packageRoot(), 'dist/daemon/backup-child.js'), {
    execArgv: ['--max-old-space-size=256'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  });
  const answer = await answerOf(child, task, signal);
  if (answer === null) throw unfinished(task, howItEnded(child));
  if (answer.ok) return answer.replacedPath;
  if ('reason' in answer) throw unfinished(task, answer.reason);
  throw errorFromData(answer.error) ?? unfinished(task, answer.error.kind);
}

/** Resolves when the process has ended: with its answer, or null where it gave none. */
function answerOf(
  child: ChildProcess,
  task: BackupTask,
  signal: AbortSignal | undefined,
): Promise<BackupAnswer | null> {
  return new Promise((resolve, reject) => {
    let answer: BackupAnswer | null = null;
    child.once('message', (message) => {
      answer = message as BackupAnswer;
    });
    child.once('error', (error) => reject(signal?.aborted ? signal.reason : error));
    child.once('exit', () => (signal?.aborted ? reject(signal.reason) : resolve(answer)));
    child.send(task, () => {});
  });
}

/** It was ended after the limit, or by the kernel for want of memory. */
function howItEnded({ signalCode, exitCode }: ChildProcess): string {
  return signalCode === null
    ? `its process ended with code ${exitCode}`
    : `its process was ended by ${signalCode}, at the latest after ${LIMIT_MS / 60_000} minutes`;
}

function unfinished({ action }: BackupTask, why: string): EkspresiError {
  return new EkspresiError('backup-unfinished', { action, reason: why });
}
