import { type Clock, systemClock } from '../src/core/clock.js';

const CALIBRATION_CALLS = 500;

/**
 * Time of this process on the processor: what else runs on the machine does not count, nor do the
 * calls of this clock, which are far from free (1 to 30 µs) and made a dozen times a frame.
 */
export function processorClock(): Clock {
  const beganMs = processorMs();
  for (let i = 0; i < CALIBRATION_CALLS; i++) processorMs();
  const callMs = (processorMs() - beganMs) / (CALIBRATION_CALLS + 1);
  let calls = 0;
  return { ...systemClock, monotonicMs: () => processorMs() - callMs * calls++ };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
