import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import type { SystemInfo } from '../dashboard-deps.js';

/** Linux's first thermal zone: thousandths of a degree in one line. */
const THERMAL_FILE = '/sys/class/thermal/thermal_zone0/temp';

function temperatureC(): number | null {
  try {
    const value = Number(readFileSync(THERMAL_FILE, 'utf8')) / 1000;
    return Number.isFinite(value) && value > -50 && value < 150 ? value : null;
  } catch {
    return null;
  }
}

/** Load and temperature of this box, now. */
export function readSystemInfo(): SystemInfo {
  return {
    loadAverage: loadavg()[0] ?? 0,
    cores: availableParallelism(),
    temperatureC: temperatureC(),
  };
}
