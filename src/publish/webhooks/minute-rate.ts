/** So many messages in any minute. */
export class MinuteRate {
  readonly #most: number;
  readonly #takenMs: number[] = [];
  #left = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many were left out since the last that was not; null where this one is left out, too. */
  take(monotonicMs: number): number | null {
    while (monotonicMs - (this.#takenMs[0] ?? monotonicMs) >= 60_000) this.#takenMs.shift();
    if (this.#takenMs.length >= this.#most) {
      this.#left++;
      return null;
    }
    this.#takenMs.push(monotonicMs);
    const left = this.#left;
    this.#left = 0;
    return left;
  }
}
