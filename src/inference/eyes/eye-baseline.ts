/** Samples from which the open eye's ratio is taken: the last few seconds at usual frame rates. */
const RECENT = 45;
/** Samples before the ratio of the open eye is taken for known. */
const LEAST_SAMPLES = 5;
/**
 * A ratio this far above the known one is taken up at once: the eyes were not quite open before.
 */
const WIDER = 1.35;
const MAD_TO_DEVIATION = 1.4826;

/** Ratio of a face's open eyes and how much it varies from sample to sample. */
interface OpenEyes {
  readonly ear: number;
  readonly deviation: number;
}

/**
 * Learns the ratio of a face's open eyes as the median of the newest samples in which they were not
 * shut; follows nods, squints and drifts within seconds. Bounded.
 */
export class EyeBaseline {
  #values: number[] = [];
  /** What follows from them; undefined until it is asked for. */
  #open: OpenEyes | null | undefined;

  /** Takes a sample of eyes that are not shut. */
  add(ear: number): void {
    const known = this.value();
    if (known !== null && ear > WIDER * known.ear && this.#values.length < 2 * LEAST_SAMPLES) {
      this.#values = [];
    }
    this.#open = undefined;
    this.#values.push(ear);
    if (this.#values.length > RECENT) this.#values.shift();
  }

  /** Forgets, for a face whose ratio has changed for good. */
  clear(): void {
    this.#values = [];
    this.#open = undefined;
  }

  /** Null before a few samples were seen. */
  value(): OpenEyes | null {
    if (this.#open === undefined) this.#open = this.#measure();
    return this.#open;
  }

  #measure(): OpenEyes | null {
    if (this.#values.length < LEAST_SAMPLES) return null;
    const ear = medianOf(this.#values);
    const spread = medianOf(this.#values.map((value) => Math.abs(value - ear)));
    return { ear, deviation: MAD_TO_DEVIATION * spread };
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}
