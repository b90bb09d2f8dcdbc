import type { Clock } from '../../core/clock.js';
import type { OpeningHours, OpenState } from '../../core/opening-hours.js';

/** So soon a change of the settings, or of the clock on the wall, takes effect. */
const CHECK_INTERVAL_MS = 5000;

interface OpeningHoursDeps {
  readonly clock: Clock;
  /** As they are now: the settings may change while this runs. */
  readonly hours: () => OpeningHours;
  /** Runs until its signal aborts; resolves earlier only when there is no more to do. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Called once for each time that nothing runs, and again when its end changes. */
  readonly onClosed: (state: OpenState, timeZone: string) => void;
}

/** Calls `run` for as long as it is open, again and again until `signal` aborts. */
export async function runInOpeningHours(
  deps: OpeningHoursDeps,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await untilOpen(deps, signal);
    if (signal.aborted) return;
    const closing = new AbortController();
    const ended = new AbortController();
    const closed = untilClosed(deps, AbortSignal.any([signal, ended.signal])).then(() =>
      closing.abort(new Error('the opening hours are over')),
    );
    try {
      await deps.run(AbortSignal.any([signal, closing.signal]));
    } finally {
      ended.abort();
    }
    const isOver = !closing.signal.aborted;
    await closed;
    if (isOver) return;
  }
}

async function untilOpen(deps: OpeningHoursDeps, signal: AbortSignal): Promise<void> {
  let told: number | null | undefined;
  while (!signal.aborted) {
    const hours = deps.hours();
    const state = hours.stateAt(deps.clock.nowMs());
    if (state.isOpen) return;
    if (state.changesAtMs !== told) deps.onClosed(state, hours.timeZone);
    told = state.changesAtMs;
    await untilNextLook(deps.clock, state, signal);
  }
}

async function untilClosed({ clock, hours }: OpeningHoursDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const state = hours().stateAt(clock.nowMs());
    if (!state.isOpen) return;
    await untilNextLook(clock, state, signal);
  }
}

async function untilNextLook(
  clock: Clock,
  { changesAtMs }: OpenState,
  signal: AbortSignal,
): Promise<void> {
  const leftMs = (changesAtMs ?? Number.POSITIVE_INFINITY) - clock.nowMs();
  await clock.sleep(Math.min(CHECK_INTERVAL_MS, Math.max(leftMs, 1)), signal).catch(() => {});
}
