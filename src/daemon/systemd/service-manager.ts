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

/**
 * Speaks to systemd through the program systemd-notify, since Node has no Unix datagram
 * socket. A failed notification is logged and never stops the kiosk.
 */
export function createServiceManager(environment: NodeJS.ProcessEnv, log: Log): ServiceManager {
  const enabled = (environment.NOTIFY_SOCKET ?? '') !== '';
  const watchdogUs = Number(environment.WATCHDOG_USEC ?? '');
  const attempt = async (what: string, notify: () => Promise<unknown>): Promise<void> => {
    if (!enabled) return;
    try {
      await notify();
    } catch (error) {
      log.warn({ what, error: String(error) }, 'systemd was not reached');
    }
  };
  return {
    watchdogIntervalMs: enabled && watchdogUs > 0 ? watchdogUs / 2000 : null,
    ready: (status) =>
      attempt('ready', () => systemdNotify({ ready: true, status: oneLine(status) })),
    status: (text) => attempt('status', () => systemdNotify({ status: oneLine(text) })),
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

function notifyRaw(...assignments: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      'systemd-notify',
      [`--pid=${process.pid}`, ...assignments],
      { timeout: 5000 },
      (error) => (error === null ? resolve() : reject(error)),
    );
  });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, MAX_STATUS_CHARACTERS);
}
