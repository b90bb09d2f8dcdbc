import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Zones that tell of something else than the processor. */
const OTHER_ZONES = /batt|wifi|iwl|charger|ambient|skin/i;

/** The hottest thermal zone in °C; null on a machine (or in a guest) that measures none. */
export async function readTemperatureC(folder = '/sys/class/thermal'): Promise<number | null> {
  let hottest: number | null = null;
  for (const zone of await readdir(folder).catch(() => [])) {
    if (!zone.startsWith('thermal_zone')) continue;
    const type = await readFile(join(folder, zone, 'type'), 'utf8').catch(() => '');
    if (OTHER_ZONES.test(type)) continue;
    const text = await readFile(join(folder, zone, 'temp'), 'utf8').catch(() => '');
    const celsius = Number(text) / 1000;
    // A sensor that is off tells 0 or nonsense.
    if (text.trim() === '' || !(celsius > 0 && celsius < 150)) continue;
    hottest = Math.max(hottest ?? celsius, celsius);
  }
  return hottest;
}
