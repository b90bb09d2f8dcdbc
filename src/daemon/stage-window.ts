import { STAGE_TIMES, type StageTimes } from '../core/face.js';
import type { StageSummary } from '../core/kiosk-status.js';
import { percentile } from '../core/percentile.js';

const MAX_FRAMES = 300;

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
    const entries = STAGE_TIMES.map((stage) => [
      stage,
      percentile(
        this.#frames.map((frame) => frame[stage]),
        share,
      ),
    ]);
    return Object.fromEntries(entries) as StageTimes;
  }
}
