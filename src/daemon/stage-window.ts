import type { StageTimes } from '../core/face.js';
import type { StageSummary } from '../core/kiosk-status.js';

const MAX_FRAMES = 300;
const STAGES = [
  'detectMs',
  'trackMs',
  'landmarksMs',
  'classifyMs',
  'smoothMs',
  'totalMs',
] as const satisfies readonly (keyof StageTimes)[];

/** Stage times of the newest frames, and their percentiles. */
export class StageWindow {
  readonly #frames: StageTimes[] = [];

  add(stages: StageTimes): void {
    this.#frames.push(stages);
    if (this.#frames.length > MAX_FRAMES) this.#frames.shift();
  }

  summary(): StageSummary | null {
    if (this.#frames.length === 0) return null;
    return { p50: this.#percentile(0.5), p95: this.#percentile(0.95) };
  }

  #percentile(share: number): StageTimes {
    const entries = STAGES.map((stage) => [
      stage,
      percentile(
        this.#frames.map((frame) => frame[stage]),
        share,
      ),
    ]);
    return Object.fromEntries(entries) as StageTimes;
  }
}

/** Nearest-rank percentile; NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
