import type { ProbabilityVector } from '../../core/expression.js';

/** Frames of the poorest quality still count a little, so that a dim corner is not frozen. */
const LEAST_QUALITY = 0.1;
/** Half-life of the quick average over that of the calm one. */
const QUICK_SHARE = 0.2;
/** The averages may differ by this much of all probability before the expression has changed. */
const CHANGED_BY = 0.3;

/**
 * Averages the log-probabilities of one face over time.
 *
 * On a face that does not move a classifier's error is nearly the same in every frame, so frames
 * are no independent evidence and must not be multiplied: the mean of the log-probabilities is as
 * sure as one frame, and only calmer. A calm average is what is shown. A quick one beside it
 * reports a change: when the two differ by more than {@link CHANGED_BY} (total variation), the calm
 * average begins again from the quick one. `node bench/run.js time/animated` measures calibration,
 * label changes and delay.
 */
export class TemporalFilter {
  readonly #halfLifeMs: number;
  #calm: number[] | null = null;
  #quick: number[] = [];
  /** Frames in the calm average since it began: the first few weigh the same. */
  #frames = 0;
  #lastMs = 0;
  #shown: ProbabilityVector = [];

  /** `halfLifeMs`: time after which a frame weighs half as much. */
  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  /**
   * Takes the probabilities read at `timeMs` (monotonic), weighed by `quality` 0…1. Returns the
   * averaged ones, which sum to 1. A repeated or earlier time changes nothing.
   */
  update(raw: ProbabilityVector, timeMs: number, quality: number): ProbabilityVector {
    const logs = toLogProbabilities(raw);
    if (this.#calm === null) {
      this.#begin(logs, timeMs);
      return this.#shown;
    }
    if (!(timeMs > this.#lastMs)) return this.#shown;
    const stepMs = (timeMs - this.#lastMs) * boundedQuality(quality);
    this.#lastMs = timeMs;
    this.#frames++;
    const quickGain = 1 - 2 ** (-stepMs / (QUICK_SHARE * this.#halfLifeMs));
    const calmGain = Math.max(1 - 2 ** (-stepMs / this.#halfLifeMs), 1 / this.#frames);
    moveTowards(this.#quick, logs, quickGain);
    moveTowards(this.#calm, logs, calmGain);
    const quick = fromLogProbabilities(this.#quick);
    this.#shown = fromLogProbabilities(this.#calm);
    if (totalVariation(quick, this.#shown) > CHANGED_BY) {
      this.#calm = [...this.#quick];
      this.#frames = 2;
      this.#shown = quick;
    }
    return this.#shown;
  }

  #begin(logs: number[], timeMs: number): void {
    this.#calm = logs;
    this.#quick = [...logs];
    this.#frames = 1;
    this.#lastMs = timeMs;
    this.#shown = fromLogProbabilities(logs);
  }
}

function moveTowards(average: number[], values: readonly number[], gain: number): void {
  for (let i = 0; i < average.length; i++) average[i]! += gain * (values[i]! - average[i]!);
}

function totalVariation(a: ProbabilityVector, b: ProbabilityVector): number {
  return a.reduce((sum, p, i) => sum + Math.abs(p - b[i]!), 0) / 2;
}

function boundedQuality(quality: number): number {
  return quality > LEAST_QUALITY ? Math.min(1, quality) : LEAST_QUALITY;
}

const FLOOR = 1e-4;

/** Natural logarithms of probabilities, with a floor so that one sure frame rules no class out. */
function toLogProbabilities(probabilities: ProbabilityVector): number[] {
  return probabilities.map((p) => Math.log(Number.isNaN(p) ? FLOOR : Math.max(p, FLOOR)));
}

/** Probabilities, summing to 1, from unnormalised logarithms. */
export function fromLogProbabilities(logs: readonly number[]): number[] {
  const largest = Math.max(...logs);
  const powers = logs.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
