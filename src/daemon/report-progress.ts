import type { Clock } from '../core/clock.js';
import { hasAdvanced, type Progress } from './watchdog.js';

export interface ProgressReport {
  readonly clock: Clock;
  readonly intervalMs: number;
  look(): Progress;
  onLook(advanced: boolean): Promise<void>;
}

/** Looks at the work again and again until `signal` aborts. */
export async function reportProgress(report: ProgressReport, signal: AbortSignal): Promise<void> {
  let before = report.look();
  while (!signal.aborted) {
    await report.clock.sleep(report.intervalMs, signal).catch(() => {});
    if (signal.aborted) return;
    const now = report.look();
    await report.onLook(hasAdvanced(before, now));
    before = now;
  }
}
