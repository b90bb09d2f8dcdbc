import { type KioskEvent, kioskEvent } from '../../core/event-table.js';
import type { FrameAnalysis } from '../../core/face.js';
import type { WorkerStatus } from '../../core/kiosk-status.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';
import { SourceEvents } from './source-events.js';

/** A source state that has held for a while is an event of its own, without any change. */
const SOURCE_INTERVAL_MS = 5000;
/** Somebody who walks past the lens darkens it for less, and a headlight lights it for less. */
const STEADY_FOR_MS = 60_000;

/** Makes events of what the source, the worker and the light do. */
export function kioskEventsService(deps: ServiceDeps): Service {
  const { bus, clock, monitor, source, lifecycle } = deps;
  const sourceEvents = new SourceEvents();
  const lightEvents = new LightEvents();
  let reportedRotation: number | undefined;
  let workerDetail: string | null = null;
  const publish = (event: KioskEvent | null): void => {
    if (event !== null) bus.publish('event', event);
  };
  const reportSource = (): void =>
    publish(sourceEvents.next(monitor.sourceState, source.name, clock.monotonicMs()));
  bus.subscribe({
    name: 'kiosk events',
    on: {
      analysis: (analysis) => {
        publish(lightEvents.next(analysis));
        const degrees = monitor.suggestedRotation;
        if (degrees === undefined || degrees === reportedRotation) return;
        reportedRotation = degrees;
        publish(kioskEvent('picture-turned', { degrees }));
      },
      sourceChanged: reportSource,
      workerChanged: (status) => {
        if (status.detail !== workerDetail) publish(workerEvent(status));
        workerDetail = status.detail;
      },
    },
  });
  return runningService(
    'kiosk events',
    async (signal) => {
      while (!signal.aborted) {
        await clock.sleep(SOURCE_INTERVAL_MS, signal).catch(() => {});
        if (!signal.aborted) reportSource();
      }
    },
    lifecycle.fail,
  );
}

function workerEvent({ state, detail, code, failure }: WorkerStatus): KioskEvent | null {
  if (detail === null) return null;
  return kioskEvent(state === 'failed' ? 'worker-failed' : 'worker-restarting', {
    ...{ failure: failure ?? detail, code },
  });
}

/** Reports once that it is too dark to see faces, and once that it no longer is. */
export class LightEvents {
  #isDark = false;
  /** Since when every frame has said the opposite of what was reported. */
  #otherwiseSinceMs: number | null = null;

  /** The event that this frame is worth, or null. */
  next({
    lightLevel,
    monotonicMs,
    faces,
  }: Pick<FrameAnalysis, 'lightLevel' | 'monotonicMs' | 'faces'>): KioskEvent | null {
    // A face that merged exposures show in the dark is seen, and yet there is no light.
    const isOtherwise = this.#isDark
      ? lightLevel !== 'dark'
      : lightLevel === 'dark' && faces.length === 0;
    if (!isOtherwise) {
      this.#otherwiseSinceMs = null;
      return null;
    }
    this.#otherwiseSinceMs ??= monotonicMs;
    if (monotonicMs - this.#otherwiseSinceMs < STEADY_FOR_MS) return null;
    this.#otherwiseSinceMs = null;
    this.#isDark = !this.#isDark;
    return kioskEvent(this.#isDark ? 'too-dark' : 'light-is-back', {});
  }
}
