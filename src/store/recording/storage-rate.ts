/**
 * Decides which analysed frames of one face are stored: at most `perSecond` in any second
 * of the wall clock, spread evenly. The schedule keeps its own pace, so that frames that
 * come a little off it (7 a second for a limit of 5) still fill the limit.
 */
export class StorageRate {
  readonly #perSecond: number;
  #dueAtMs = Number.NEGATIVE_INFINITY;
  #second = Number.NaN;
  #storedInSecond = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** True when the frame at this monotonic and wall time is to be stored; counts it then. */
  admit(monotonicMs: number, atMs: number): boolean {
    const intervalMs = 1000 / this.#perSecond;
    if (monotonicMs < this.#dueAtMs) return false;
    const second = Math.floor(atMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#storedInSecond = 0;
    }
    if (this.#storedInSecond >= this.#perSecond) return false;
    this.#storedInSecond++;
    const isOnPace = monotonicMs - this.#dueAtMs < intervalMs;
    this.#dueAtMs = (isOnPace ? this.#dueAtMs : monotonicMs) + intervalMs;
    return true;
  }
}
