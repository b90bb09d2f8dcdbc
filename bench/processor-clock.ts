import { type Clock, systemClock } from '../src/core/clock.js';

/** Milliseconds that this process has had of the processor: what else runs does not count. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The same as a clock; a call of it is far from free (20 to 60 µs). */
export const processorClock: Clock = { ...systemClock, monotonicMs: processorMs };
