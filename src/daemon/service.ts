import type { Clock } from '../core/clock.js';
import { describeError } from '../core/errors.js';
import type { Log } from '../core/log.js';

/** One service of the running daemon. The list is started forwards and stopped backwards. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A service that runs until it is told to stop: `run` is given a signal and is awaited at the end.
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
export async function startServices(services: readonly Service[], deps: StopDeps): Promise<void> {
  for (const [i, service] of services.entries()) {
    try {
      await service.start();
    } catch (error) {
      await stopServices(services.slice(0, i), deps);
      throw error;
    }
  }
}

interface StopDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Time for all services together. */
  readonly stopWithinMs: number;
}

/** Stops in reverse order. A service that takes its whole share of the time is left behind. */
export async function stopServices(services: readonly Service[], deps: StopDeps): Promise<void> {
  const { clock, log, stopWithinMs } = deps;
  const deadlineMs = clock.monotonicMs() + stopWithinMs;
  for (const [i, service] of [...services].reverse().entries()) {
    const leftMs = Math.max(deadlineMs - clock.monotonicMs(), 0);
    // The services still to come, the store last, must not starve behind a slow one.
    const shareMs = i === services.length - 1 ? leftMs : leftMs / 2;
    const timer = new AbortController();
    const stopped = service.stop().then(
      () => true,
      (error: unknown) => {
        log.error(
          { service: service.name, error: describeError(error) },
          'a service failed to stop',
        );
        return true;
      },
    );
    const late = clock.sleep(shareMs, timer.signal).then(
      () => false,
      () => true,
    );
    const inTime = await Promise.race([stopped, late]);
    timer.abort();
    if (!inTime) log.error({ service: service.name, shareMs }, 'a service did not stop in time');
  }
}
