import type { Clock } from '../core/clock.js';
import { describeError, EkspresiError, errorReason } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { Config } from './config/config-schema.js';

/** Reason of an abort that is followed by a new start with the configuration read again. */
export class ReloadRequest extends Error {
  override readonly name = 'ReloadRequest';

  constructor() {
    super('told to read the configuration again');
  }
}

export interface KeepRunningOptions {
  /** Reads the configuration. @throws EkspresiError */
  readonly load: () => Config;
  /**
   * Checks the files that a configuration names, before a reload stops what runs. @throws
   * EkspresiError
   */
  readonly check: (config: Config) => void;
  /** Runs the daemon until its signal aborts. */
  readonly run: (config: Config, signal: AbortSignal) => Promise<void>;
  /**
   * Shows what keeps the daemon from starting and resolves when another try makes sense;
   * null lets the failure end the program.
   */
  readonly safeMode: ((error: EkspresiError, signal: AbortSignal) => Promise<void>) | null;
  /** Calls `listener` whenever a reload is wanted (SIGHUP). */
  readonly onReload: (listener: () => void) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** There is no page to show it on, or nothing but a new process helps. */
const UNSHOWABLE: ReadonlySet<string> = new Set(['PORT_IN_USE', 'WORKER_STALLED']);
/**
 * Whatever ends a daemon that has run for so long is no failure to start: a fresh process goes on.
 */
const STARTED_MS = 60_000;

/**
 * Runs the daemon until `signal` aborts: again after each reload, and after safe mode where
 * there is one. A reload with a wrong configuration changes nothing.
 */
export async function keepRunning(options: KeepRunningOptions, signal: AbortSignal): Promise<void> {
  const { load, check, run, safeMode, onReload, clock, log } = options;
  let round = new AbortController();
  let inSafeMode = false;
  onReload(() => {
    try {
      if (!inSafeMode) check(load());
      round.abort(new ReloadRequest());
    } catch (error) {
      log.error({ reason: describeError(error) }, 'the configuration stays as it was');
    }
  });
  while (!signal.aborted) {
    round = new AbortController();
    const stop = AbortSignal.any([signal, round.signal]);
    const beganMs = clock.monotonicMs();
    try {
      await run(load(), stop);
    } catch (error) {
      if (safeMode === null || signal.aborted) throw error;
      const hasStarted = clock.monotonicMs() - beganMs >= STARTED_MS;
      const shown = showable(error, hasStarted);
      if (shown === null) throw error;
      log.error({ code: shown.code, reason: describeError(shown) }, 'safe mode');
      inSafeMode = true;
      await safeMode(shown, stop);
      inSafeMode = false;
    }
  }
}

/** The failure as safe mode shows it; null for what another process must deal with. */
function showable(error: unknown, hasStarted: boolean): EkspresiError | null {
  if (error instanceof EkspresiError) return UNSHOWABLE.has(error.code) ? null : error;
  if (hasStarted) return null;
  return new EkspresiError('start-failed', { reason: errorReason(error) }, { cause: error });
}
