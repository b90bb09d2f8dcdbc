import type { Clock } from '../../core/clock.js';
import type { Stage, StageTimes } from '../../core/face.js';

/** Adds up the wall time of the stages of one frame. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #startMs: number;
  #lapMs: number;
  readonly #spent = { detectMs: 0, trackMs: 0, landmarksMs: 0, classifyMs: 0, smoothMs: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.monotonicMs();
    this.#lapMs = this.#startMs;
  }

  /** Books the time since the last call on `stage`. */
  lap(stage: Stage): void {
    const nowMs = this.#clock.monotonicMs();
    this.#spent[stage] += nowMs - this.#lapMs;
    this.#lapMs = nowMs;
  }

  /** What was booked, and the time from the beginning to the last lap. */
  times(): StageTimes {
    return { ...this.#spent, totalMs: this.#lapMs - this.#startMs };
  }
}
