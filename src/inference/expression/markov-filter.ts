import type { ProbabilityVector } from '../../core/expression.js';
import { fromLogProbabilities, toLogProbabilities } from './log-probabilities.js';
import type { ProbabilityFilter } from './probability-filter.js';

/** Share of the half-life over which the classifier's errors are taken for one and the same. */
const WITNESS_SHARE = 1 / 7;

/** Frames of the poorest quality still say something, so that a dim corner is not frozen. */
const LEAST_QUALITY = 0.1;

/**
 * Forward filter of a hidden Markov model in continuous time. An expression is kept with
 * probability exp(−Δt·ln2/halfLife) over Δt and otherwise changes to any; each frame's
 * probabilities are evidence, raised to the power quality · min(1, Δt/witness): frames that follow
 * each other closely repeat the same error and count as one witness together.
 */
export class MarkovFilter implements ProbabilityFilter {
  readonly #halfLifeMs: number;
  #belief: readonly number[] | null = null;
  #lastMs = 0;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  update(raw: ProbabilityVector, timeMs: number, quality: number): ProbabilityVector {
    const logs = toLogProbabilities(raw);
    if (this.#belief === null) {
      this.#belief = fromLogProbabilities(logs);
      this.#lastMs = timeMs;
      return this.#belief;
    }
    const stepMs = timeMs > this.#lastMs ? timeMs - this.#lastMs : 0;
    this.#lastMs += stepMs;
    const kept = 2 ** (-stepMs / this.#halfLifeMs);
    const evenly = (1 - kept) / raw.length;
    const weight =
      boundedQuality(quality) * Math.min(1, stepMs / (WITNESS_SHARE * this.#halfLifeMs));
    this.#belief = fromLogProbabilities(
      this.#belief.map((belief, i) => Math.log(kept * belief + evenly) + weight * logs[i]!),
    );
    return this.#belief;
  }
}

function boundedQuality(quality: number): number {
  return quality > LEAST_QUALITY ? Math.min(1, quality) : LEAST_QUALITY;
}
