/** Share of the time between two frames that the search may use at most. */
const MAX_FRAME_SHARE = 0.25;
/** Until frames have told: fifteen a second. */
const FIRST_GUESS_MS = 66;
/** Weight of the newest interval; a pause counts as a second. */
const WEIGHT = 0.1;
const LONGEST_MS = 1000;

/** The usual time between two frames, and how much of it the search for new faces may take. */
export class FramePace {
  #lastMs: number | null = null;
  #usualMs = FIRST_GUESS_MS;

  get usualMs(): number {
    return this.#usualMs;
  }

  /** The most that the search may take in one frame, milliseconds. */
  get searchMs(): number {
    return MAX_FRAME_SHARE * this.#usualMs;
  }

  /** The next frame does not count from the last one: another source, or another size. */
  restart(): void {
    this.#lastMs = null;
  }

  frame(timeMs: number): void {
    const last = this.#lastMs;
    this.#lastMs = timeMs;
    if (last === null || timeMs <= last) return;
    this.#usualMs += WEIGHT * (Math.min(LONGEST_MS, timeMs - last) - this.#usualMs);
  }
}
