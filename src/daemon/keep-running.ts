import { describeError, EkspresiError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { Config } from './config/config-schema.js';
import { ReloadRequest } from './reload-request.js';

export interface KeepRunningOptions {
  /** Reads the configuration anew. @throws EkspresiError */
  readonly load: () => Config;
  /** Runs the daemon until its signal aborts. */
  readonly run: (config: Config, signal: AbortSignal) => Promise<void>;
  /**
   * Shows what keeps the daemon from starting and resolves when another try makes sense;
   * null lets the failure end the program.
   */
  readonly safeMode: ((error: EkspresiError, signal: AbortSignal) => Promise<void>) | null;
  /** Calls `listener` whenever a reload is wanted (SIGHUP). */
  readonly onReload: (listener: () => void) => void;
  readonly log: Log;
}

/** Failures of the web server itself: there is no page to show them on. */
const UNSHOWABLE: ReadonlySet<string> = new Set(['PORT_IN_USE', 'BIND_REFUSED', 'USAGE']);

/**
 * Runs the daemon until `signal` aborts: again after each reload, and after safe mode where
 * there is one. A reload with a wrong configuration changes nothing.
 */
export async function keepRunning(options: KeepRunningOptions, signal: AbortSignal): Promise<void> {
  const { load, run, safeMode, onReload, log } = options;
  let round = new AbortController();
  let inSafeMode = false;
  onReload(() => {
    try {
      if (!inSafeMode) load();
      round.abort(new ReloadRequest());
    } catch (error) {
      log.error({ reason: describeError(error) }, 'the configuration stays as it was');
    }
  });
  while (!signal.aborted) {
    round = new AbortController();
    const stop = AbortSignal.any([signal, round.signal]);
    try {
      await run(load(), stop);
    } catch (error) {
      const isShowable = error instanceof EkspresiError && !UNSHOWABLE.has(error.code);
      if (safeMode === null || !isShowable || signal.aborted) throw error;
      log.error({ code: error.code, reason: describeError(error) }, 'safe mode');
      inSafeMode = true;
      await safeMode(error, stop);
      inSafeMode = false;
    }
  }
}
