const WINDOW_MS = 5000;
const MAX_MARKS = 600;

/** Events a second over the last five seconds. */
export class RateMeter {
  readonly #marksMs: number[] = [];

  mark(monotonicMs: number): void {
    this.#marksMs.push(monotonicMs);
    if (this.#marksMs.length > MAX_MARKS) this.#marksMs.shift();
  }

  perSecond(monotonicMs: number): number {
    while ((this.#marksMs[0] ?? Number.POSITIVE_INFINITY) < monotonicMs - WINDOW_MS) {
      this.#marksMs.shift();
    }
    const oldest = this.#marksMs[0];
    if (oldest === undefined || this.#marksMs.length < 2) return 0;
    const spanMs = Math.max(monotonicMs - oldest, 1000);
    return (this.#marksMs.length * 1000) / spanMs;
  }
}
