import { type BlinkSettings, DEFAULT_BLINK_SETTINGS } from './blink-settings.js';
import { EyeBaseline } from './eye-baseline.js';

/** What the eyes did up to this sample. */
export interface BlinkState {
  /** True in the sample that completes a blink. */
  readonly blink: boolean;
  /** Blinks since the face appeared; null while the rate of samples is too low to count. */
  readonly blinkCount: number | null;
  /** Share of the watched time with the eyes shut, 0…1; null before anything is known. */
  readonly closedShare: number | null;
  readonly frameRateTooLow: boolean;
}

const RATE_MEMORY_MS = 2000;
const LONGEST_GAP_MS = 400;

/** Counts the blinks of one face. Works on time, not on frames. */
export class BlinkDetector {
  readonly #settings: BlinkSettings;
  readonly #baseline = new EyeBaseline();
  #previous: { ear: number; timeMs: number } | null = null;
  #intervalMs: number | null = null;
  #shutSinceMs: number | null = null;
  #count = 0;
  #watchedMs = 0;
  #shutMs = 0;

  constructor(settings: Partial<BlinkSettings> = {}) {
    this.#settings = { ...DEFAULT_BLINK_SETTINGS, ...settings };
  }

  /** Takes the mean ratio of the eyes at `timeMs`; null where no eye was seen. */
  update(ear: number | null, timeMs: number): BlinkState {
    if (ear === null || !Number.isFinite(ear) || !Number.isFinite(timeMs))
      return this.#state(false);
    const previous = this.#previous;
    if (previous !== null && timeMs <= previous.timeMs) return this.#state(false);
    this.#previous = { ear, timeMs };
    this.#baseline.add(ear, timeMs);
    if (previous === null) return this.#state(false);
    const stepMs = timeMs - previous.timeMs;
    if (stepMs > LONGEST_GAP_MS) {
      this.#shutSinceMs = null;
      this.#intervalMs = stepMs;
      return this.#state(false);
    }
    this.#countTime(stepMs);
    return this.#state(this.#follow(previous, { ear, timeMs }));
  }

  #follow(from: { ear: number; timeMs: number }, to: { ear: number; timeMs: number }): boolean {
    const open = this.#baseline.value();
    if (open === null) return false;
    const shutBelow = this.#settings.shutShare * open;
    const openAbove = this.#settings.openShare * open;
    if (this.#shutSinceMs === null) {
      if (to.ear < shutBelow) this.#shutSinceMs = crossingMs(from, to, openAbove);
      return false;
    }
    if (to.ear < openAbove) return false;
    const durationMs = crossingMs(from, to, openAbove) - this.#shutSinceMs;
    this.#shutSinceMs = null;
    const { shortestMs, longestMs } = this.#settings;
    const blink = durationMs >= shortestMs && durationMs <= longestMs;
    if (blink) this.#count++;
    return blink;
  }

  #countTime(stepMs: number): void {
    const weight = 1 - Math.exp(-stepMs / RATE_MEMORY_MS);
    this.#intervalMs =
      this.#intervalMs === null ? stepMs : this.#intervalMs + weight * (stepMs - this.#intervalMs);
    const fade = Math.exp(-stepMs / this.#settings.windowMs);
    this.#watchedMs = this.#watchedMs * fade + stepMs;
    this.#shutMs = this.#shutMs * fade + (this.#shutSinceMs === null ? 0 : stepMs);
  }

  #state(blink: boolean): BlinkState {
    const tooLow =
      this.#intervalMs !== null && 1000 / this.#intervalMs < this.#settings.leastSamplesPerS;
    return {
      blink: blink && !tooLow,
      blinkCount: tooLow ? null : this.#count,
      closedShare: this.#watchedMs > 0 ? this.#shutMs / this.#watchedMs : null,
      frameRateTooLow: tooLow,
    };
  }
}

/** Moment at which the line between two samples passes `level`. */
function crossingMs(
  from: { ear: number; timeMs: number },
  to: { ear: number; timeMs: number },
  level: number,
): number {
  const share = to.ear === from.ear ? 1 : (level - from.ear) / (to.ear - from.ear);
  return from.timeMs + Math.min(1, Math.max(0, share)) * (to.timeMs - from.timeMs);
}
