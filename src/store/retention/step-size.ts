/** A step should hold the writer about this long; 50 ms is the promise. */
const TARGET_MS = 15;

/** How many rows (or pages) one deleting transaction takes; learns from how long each took. */
export class StepSize {
  #rows: number;
  readonly #largest: number;

  constructor(first = 200, largest = 10_000) {
    this.#rows = first;
    this.#largest = largest;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Grows slowly and shrinks at once. */
  learn(tookMs: number): void {
    if (tookMs > TARGET_MS) this.#rows = Math.max(20, Math.floor(this.#rows / 2));
    else if (tookMs < TARGET_MS / 2) this.#rows = Math.min(this.#largest, this.#rows + 100);
  }
}
