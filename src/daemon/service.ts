import type { Clock } from '../core/clock.js';
import { describeError } from '../core/errors.js';
import type { Log } from '../core/log.js';

/** One part of the running daemon. The list of parts is started forwards and stopped backwards. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A part that runs until it is told to stop: `run` is given a signal and is awaited at the end.
 * A rejection other than by the signal goes to `onFailure`.
 */
export function runningService(
  name: string,
  run: (signal: AbortSignal) => Promise<void>,
  onFailure: (error: unknown) => void,
): Service {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    name,
    start: async () => {
      running = run(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) onFailure(error);
      });
    },
    stop: () => {
      stopping.abort(new Error(`${name} is told to stop`));
      return running;
    },
  };
}

/** Starts in order; when one fails, those before it are stopped and the error is thrown. */
export async function startServices(parts: readonly Service[], deps: StopDeps): Promise<void> {
  for (const [i, part] of parts.entries()) {
    try {
      await part.start();
    } catch (error) {
      await stopServices(parts.slice(0, i), deps);
      throw error;
    }
  }
}

interface StopDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Time for all parts together. */
  readonly stopWithinMs: number;
}

/** Stops in reverse order. A part that takes its whole share of the time is left behind. */
export async function stopServices(parts: readonly Service[], deps: StopDeps): Promise<void> {
  const { clock, log, stopWithinMs } = deps;
  const deadlineMs = clock.monotonicMs() + stopWithinMs;
  for (const [i, part] of [...parts].reverse().entries()) {
    const leftMs = Math.max(deadlineMs - clock.monotonicMs(), 0);
    // The parts still to come, the store last, must not starve behind a slow one.
    const shareMs = i === parts.length - 1 ? leftMs : leftMs / 2;
    const timer = new AbortController();
    const stopped = part.stop().then(
      () => true,
      (error: unknown) => {
        log.error({ part: part.name, error: describeError(error) }, 'a part failed to stop');
        return true;
      },
    );
    const late = clock.sleep(shareMs, timer.signal).then(
      () => false,
      () => true,
    );
    const inTime = await Promise.race([stopped, late]);
    timer.abort();
    if (!inTime) log.error({ part: part.name, shareMs }, 'a part did not stop in time');
  }
}
