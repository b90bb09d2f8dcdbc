import { readFile } from 'node:fs/promises';
import { readTemperatureC } from '../daemon/heat/read-temperature.js';
import type { Verdict } from './check.js';

const WANTED_FREE_MIB = 200;

/** Whether the box is so hot that fewer frames are analysed. `limitC` 0: nobody minds. */
export async function checkTemperature(limitC: number, folder?: string): Promise<Verdict> {
  const celsius = await readTemperatureC(folder);
  if (celsius === null) return 'not measured on this machine';
  const text = `${Math.round(celsius)} °C`;
  if (limitC === 0 || celsius < limitC) return text;
  return {
    warning: `${text}: fewer frames are analysed above ${limitC} °C`,
    remedy: 'Give the box air or a heat sink, or lower inference.classificationsPerSecond.',
  };
}

/** Whether the kernel is about to end programs for want of memory. */
export async function checkMemory(file = '/proc/meminfo'): Promise<Verdict> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const kib = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  if (kib === undefined) return 'not told by this machine';
  const freeMiB = Math.round(Number(kib) / 1024);
  if (freeMiB >= WANTED_FREE_MIB) return `${freeMiB} MiB available`;
  return {
    warning: `only ${freeMiB} MiB of memory are available`,
    remedy: 'Stop what else runs on this box (`ps aux --sort=-rss | head`).',
  };
}
