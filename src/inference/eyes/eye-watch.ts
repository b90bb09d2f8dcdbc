/** Time watched, time shut and blinks, each fading with the same time constant. */
export class EyeWatch {
  readonly #windowMs: number;
  #watchedMs = 0;
  #shutMs = 0;
  #blinks = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Counts `stepMs` in which the eyes were seen. */
  pass(stepMs: number, shut: boolean): void {
    const fade = Math.exp(-stepMs / this.#windowMs);
    this.#watchedMs = this.#watchedMs * fade + stepMs;
    this.#shutMs = this.#shutMs * fade + (shut ? stepMs : 0);
    this.#blinks *= fade;
  }

  countBlink(): void {
    this.#blinks++;
  }

  /** Share of the watched time with shut eyes, 0…1; null before anything was watched. */
  closedShare(): number | null {
    return this.#watchedMs > 0 ? this.#shutMs / this.#watchedMs : null;
  }

  /** Null before `leastWatchedMs` were watched. */
  blinksPerMinute(leastWatchedMs: number): number | null {
    return this.#watchedMs >= leastWatchedMs ? (60_000 * this.#blinks) / this.#watchedMs : null;
  }
}
