import { describeError } from '../../core/errors.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

const MINUTE_MS = 60_000;
const CHECK_INTERVAL_MS = 5000;
/** By then the last frames of a minute are analysed and committed. */
const SETTLED_AFTER_MS = 5000;
/** Minutes reported at once after the history could not be read for a while. */
const MAX_CATCH_UP_MS = 60 * MINUTE_MS;

/** Publishes the sums of each minute once it is over and in the history. */
export function minutesService(
  deps: Pick<ServiceDeps, 'bus' | 'clock' | 'log' | 'store' | 'lifecycle'>,
): Service {
  const { bus, clock, log, store, lifecycle } = deps;
  const closedUpTo = () => Math.floor((clock.nowMs() - SETTLED_AFTER_MS) / MINUTE_MS) * MINUTE_MS;
  let nextMs = closedUpTo();
  const publishClosed = (): void => {
    const toMs = closedUpTo();
    // The wall clock was set back.
    if (toMs < nextMs) nextMs = toMs;
    if (toMs === nextMs) return;
    const fromMs = Math.max(nextMs, toMs - MAX_CATCH_UP_MS);
    for (const bucket of store.queries.rollups({ fromMs, toMs }, 'minute').buckets) {
      bus.publish('minuteClosed', bucket);
    }
    nextMs = toMs;
  };
  return runningService(
    'minutes',
    async (signal) => {
      while (!signal.aborted) {
        await clock.sleep(CHECK_INTERVAL_MS, signal).catch(() => {});
        if (signal.aborted) return;
        try {
          publishClosed();
        } catch (error) {
          log.debug({ error: describeError(error) }, 'closed minutes cannot be read yet');
        }
      }
    },
    lifecycle.fail,
  );
}
