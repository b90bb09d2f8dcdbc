import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.js';
import type { EventBus } from '../../core/event-bus.js';
import { kioskEvent } from '../../core/event-table.js';
import type { HeatThrottle } from '../heat-throttle.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

const READ_INTERVAL_MS = 10_000;
/** Thermal zones of something else than the processor. */
const OTHER_ZONES = /batt|wifi|iwl|charger|ambient|skin/i;

/** Has fewer frames analysed on a box that gets too hot. */
export function heatService(deps: ServiceDeps): Service {
  return runningService(
    'heat',
    (signal) => watchHeat({ ...deps, readTemperatureC }, signal),
    deps.lifecycle.fail,
  );
}

/** Feeds the throttle until `signal` aborts, and reports when it begins and ends. */
export async function watchHeat(
  deps: {
    readonly clock: Clock;
    readonly bus: EventBus;
    readonly throttle: HeatThrottle;
    readonly readTemperatureC: () => Promise<number | null>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { clock, bus, throttle, readTemperatureC } = deps;
  while (!signal.aborted) {
    await clock.sleep(READ_INTERVAL_MS, signal).catch(() => {});
    if (signal.aborted) return;
    const before = throttle.step;
    const celsius = await readTemperatureC();
    throttle.measured(celsius);
    if (before === 0 && throttle.step > 0) {
      const wholeC = Math.round(celsius ?? 0);
      bus.publish('event', kioskEvent('too-hot', { celsius: wholeC }));
    } else if (before > 0 && throttle.step === 0) {
      bus.publish('event', kioskEvent('cooled-down', {}));
    }
  }
}

/** The hottest thermal zone in °C; null on a machine (or in a guest) that measures none. */
export async function readTemperatureC(folder = '/sys/class/thermal'): Promise<number | null> {
  let hottest: number | null = null;
  for (const zone of await readdir(folder).catch(() => [])) {
    if (!zone.startsWith('thermal_zone')) continue;
    const type = await readFile(join(folder, zone, 'type'), 'utf8').catch(() => '');
    if (OTHER_ZONES.test(type)) continue;
    const text = await readFile(join(folder, zone, 'temp'), 'utf8').catch(() => '');
    const celsius = Number(text) / 1000;
    // A sensor that is off reads 0 or nonsense.
    if (text.trim() === '' || !(celsius > 0 && celsius < 150)) continue;
    hottest = Math.max(hottest ?? celsius, celsius);
  }
  return hottest;
}
