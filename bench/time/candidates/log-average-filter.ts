import type { ProbabilityVector } from '../../../src/core/expression.js';
import {
  fromLogProbabilities,
  toLogProbabilities,
} from '../../../src/inference/expression/log-probabilities.js';
import type { ProbabilityFilter } from '../../../src/inference/expression/probability-filter.js';

/** Weights below this would freeze the filter for faces that are always poor. */
const LEAST_WEIGHT = 0.05;

/** Exponential average of log-probabilities over time; poor frames count less. */
export class LogAverageFilter implements ProbabilityFilter {
  readonly #halfLifeMs: number;
  #logs: number[] | null = null;
  #weight = 0;
  #lastMs = 0;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  update(raw: ProbabilityVector, timeMs: number, quality: number): ProbabilityVector {
    const logs = toLogProbabilities(raw);
    const stepMs = this.#logs === null ? 0 : Math.max(0, timeMs - this.#lastMs);
    const memory = 2 ** (-stepMs / this.#halfLifeMs);
    const weight = Math.max(LEAST_WEIGHT, quality) * (this.#logs === null ? 1 : 1 - memory);
    this.#weight = this.#weight * memory + weight;
    const share = this.#weight > 0 ? weight / this.#weight : 0;
    this.#logs =
      this.#logs === null
        ? logs
        : this.#logs.map((old, i) => old + share * ((logs[i] as number) - old));
    this.#lastMs = Math.max(timeMs, this.#lastMs);
    return fromLogProbabilities(this.#logs);
  }
}
