import { availableParallelism, loadavg } from 'node:os';
import type { SystemInfo } from '../dashboard-deps.js';

/** Load and temperature of this box, now; the temperature as whoever throttles by it reads it. */
export async function readSystemInfo(
  readTemperatureC: () => Promise<number | null>,
): Promise<SystemInfo> {
  return {
    loadAverage: loadavg()[0] ?? 0,
    cores: availableParallelism(),
    temperatureC: await readTemperatureC(),
  };
}
