const INTERVALS = 30;
/** Share of the longest intervals left out, so that a short loss of the face is no low rate. */
const LEFT_OUT = 0.2;

/** Usual rate of samples, from the newest intervals. Bounded. */
export class SampleRate {
  readonly #intervalsMs: number[] = [];
  #perSecond: number | null = null;

  add(intervalMs: number): void {
    this.#intervalsMs.push(intervalMs);
    if (this.#intervalsMs.length > INTERVALS) this.#intervalsMs.shift();
    this.#perSecond = null;
  }

  /** Samples a second; null before the first interval. */
  perSecond(): number | null {
    this.#perSecond ??= this.#measure();
    return this.#perSecond;
  }

  #measure(): number | null {
    if (this.#intervalsMs.length === 0) return null;
    const sorted = Float64Array.from(this.#intervalsMs).sort();
    const counted = sorted.subarray(0, Math.ceil(sorted.length * (1 - LEFT_OUT)));
    return (1000 * counted.length) / counted.reduce((sum, ms) => sum + ms, 0);
  }
}
