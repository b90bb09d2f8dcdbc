const OPEN_SHARE = 0.7;
const LONGEST_SAMPLES = 90;
const SAMPLE_GAP_MS = 100;

/**
 * The ratio of a face's open eyes: the median of the last nine seconds or more in which they were
 * not shut. Bounded: at most 90 values, one each tenth of a second.
 */
export class EyeBaseline {
  readonly #values: number[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;

  /** Learns from a sample unless it is that of a shut eye. */
  add(ear: number, timeMs: number): void {
    if (timeMs - this.#lastMs < SAMPLE_GAP_MS) return;
    const known = this.value();
    if (known !== null && ear < OPEN_SHARE * known) return;
    this.#lastMs = timeMs;
    this.#values.push(ear);
    if (this.#values.length > LONGEST_SAMPLES) this.#values.shift();
  }

  /** Median, or null before anything was learned. */
  value(): number | null {
    if (this.#values.length === 0) return null;
    const sorted = [...this.#values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }
}
