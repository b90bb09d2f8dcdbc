import { argMax, type ProbabilityVector } from '../../core/expression.js';

/** Holds a label until another is clearly likelier and the label has been shown long enough. */
export class LabelHysteresis {
  readonly #minDwellMs: number;
  readonly #switchMargin: number;
  #label: number | null = null;
  #sinceMs = 0;

  constructor(minDwellMs: number, switchMargin: number) {
    this.#minDwellMs = minDwellMs;
    this.#switchMargin = switchMargin;
  }

  /** Index of the label to show for these probabilities. */
  update(probabilities: ProbabilityVector, timeMs: number): number {
    const best = argMax(probabilities);
    if (this.#label === null) {
      this.#label = best;
      this.#sinceMs = timeMs;
      return best;
    }
    const lead = (probabilities[best] as number) - (probabilities[this.#label] as number);
    const dwelt = timeMs - this.#sinceMs >= this.#minDwellMs;
    if (best !== this.#label && lead > this.#switchMargin && dwelt) {
      this.#label = best;
      this.#sinceMs = timeMs;
    }
    return this.#label;
  }
}
