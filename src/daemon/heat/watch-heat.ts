import type { Clock } from '../../core/clock.js';
import type { KioskEvent } from '../source-events.js';
import type { HeatThrottle } from './heat-throttle.js';

const LOOK_EVERY_MS = 10_000;

/** Feeds the throttle until `signal` aborts, and tells when it begins and ends. */
export async function watchHeat(
  deps: {
    readonly clock: Clock;
    readonly throttle: HeatThrottle;
    readonly readTemperatureC: () => Promise<number | null>;
    readonly onEvent: (event: KioskEvent) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { clock, throttle, readTemperatureC, onEvent } = deps;
  while (!signal.aborted) {
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    if (signal.aborted) return;
    const before = throttle.step;
    const celsius = await readTemperatureC();
    throttle.measured(celsius);
    if (before === 0 && throttle.step > 0) {
      const wholeC = Math.round(celsius ?? 0);
      onEvent({
        level: 'warning',
        kind: 'too-hot',
        message: `The box is at ${wholeC} °C: fewer frames are analysed. Give it air.`,
        details: { celsius: wholeC },
      });
    } else if (before > 0 && throttle.step === 0) {
      onEvent({
        level: 'info',
        kind: 'cooled-down',
        message: 'The box has cooled down: every frame is analysed again',
      });
    }
  }
}
