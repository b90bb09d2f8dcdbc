import { execFile } from 'node:child_process';
import systemdNotify from 'systemd-notify';
import type { Log } from '../../core/log.js';

/** What systemd wants to hear; says nothing where the daemon was not started by it. */
export interface ServiceManager {
  ready(status: string): Promise<void>;
  status(text: string): Promise<void>;
  /** Call only when the work has really advanced. */
  watchdog(): Promise<void>;
  stopping(): Promise<void>;
  /** Followed by `ready` once the new configuration is in force. */
  reloading(): Promise<void>;
  /** Half of systemd's WatchdogSec in milliseconds, null when it wants no pings. */
  readonly watchdogIntervalMs: number | null;
}

const MAX_STATUS_CHARACTERS = 200;
/** A manager that does not answer must not hold up the work that it is told of. */
const ANSWER_WITHIN_MS = 5000;

/**
 * Speaks to systemd through the program systemd-notify, since Node has no Unix datagram
 * socket. A failed notification is logged and never stops the kiosk.
 */
export function createServiceManager(
  environment: NodeJS.ProcessEnv,
  log: Log,
  answerWithinMs = ANSWER_WITHIN_MS,
): ServiceManager {
  const notifyRaw = (...assignments: readonly string[]) => notify(assignments, answerWithinMs);
  const enabled = (environment.NOTIFY_SOCKET ?? '') !== '';
  const watchdogUs = Number(environment.WATCHDOG_USEC ?? '');
  const attempt = async (what: string, call: () => Promise<unknown>): Promise<void> => {
    if (!enabled) return;
    try {
      await call();
    } catch (error) {
      log.warn({ what, error: String(error) }, 'systemd was not reached');
    }
  };
  return {
    watchdogIntervalMs: enabled && watchdogUs > 0 ? watchdogUs / 2000 : null,
    ready: (status) =>
      attempt('ready', () =>
        inTime(systemdNotify({ ready: true, status: oneLine(status) }), answerWithinMs),
      ),
    // Every few seconds: the npm package gives no hold on a program that hangs.
    status: (text) => attempt('status', () => notifyRaw(`STATUS=${oneLine(text)}`)),
    // The npm package knows none of these.
    watchdog: () => attempt('watchdog', () => notifyRaw('WATCHDOG=1')),
    stopping: () => attempt('stopping', () => notifyRaw('STOPPING=1')),
    reloading: () =>
      attempt('reloading', () =>
        // systemd wants CLOCK_MONOTONIC in microseconds, which is what hrtime reads on Linux.
        notifyRaw('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
      ),
  };
}

function notify(assignments: readonly string[], withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      'systemd-notify',
      [`--pid=${process.pid}`, ...assignments],
      { timeout: withinMs, killSignal: 'SIGKILL' },
      (error) => (error === null ? resolve() : reject(error)),
    );
  });
}

/** Rejects when `notified` takes too long. Once a start: what hangs is one program at most. */
async function inTime(notified: Promise<unknown>, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`systemd-notify did not end within ${withinMs} ms`);
    timer = setTimeout(() => reject(error), withinMs);
  });
  try {
    await Promise.race([notified, late]);
  } finally {
    clearTimeout(timer);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, MAX_STATUS_CHARACTERS);
}
