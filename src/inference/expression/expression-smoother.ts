import {
  argMax,
  EXPRESSIONS,
  type Expression,
  type ProbabilityVector,
} from '../../core/expression.js';
import { MarkovFilter } from './markov-filter.js';

/** `off` gives the raw probabilities and their largest as the label. */
export type SmoothingMethod = 'markov' | 'off';

/**
 * How probabilities are filtered over time. The defaults are the pick of `bench/time/smoothing.ts`:
 * the most accurate filter with at least ten times fewer flips at no more than 500 ms.
 */
export interface SmoothingSettings {
  readonly method: SmoothingMethod;
  /** Time in which what was seen loses half its influence when nothing new is seen. */
  readonly halfLifeMs: number;
  /** Shortest time that a label stays before another takes its place. */
  readonly minDwellMs: number;
  /** How much likelier (in probability) another expression must be to take a label's place. */
  readonly switchMargin: number;
}

export const DEFAULT_SMOOTHING: SmoothingSettings = {
  method: 'markov',
  halfLifeMs: 700,
  minDwellMs: 300,
  switchMargin: 0.15,
};

/** Filtered probabilities and the label shown. */
export interface SmoothedExpression {
  readonly smoothed: ProbabilityVector;
  readonly expression: Expression;
  /** Smoothed probability of `expression`. */
  readonly confidence: number;
}

/** Smooths the expression of one face; one is made for each. */
export interface ExpressionSmoother {
  /** `timeMs` in monotonic milliseconds, at any interval; `quality` 0…1 weighs the frame. */
  update(raw: ProbabilityVector, timeMs: number, quality: number): SmoothedExpression;
}

/**
 * A smoother for one face, after {@link DEFAULT_SMOOTHING} with the given changes. With `off` the
 * smoothed probabilities are the raw ones.
 */
export function createExpressionSmoother(
  settings: Partial<SmoothingSettings> = {},
): ExpressionSmoother {
  const all = { ...DEFAULT_SMOOTHING, ...settings };
  if (all.method === 'off') {
    return { update: (raw) => labelled(raw, argMax(raw)) };
  }
  const filter = new MarkovFilter(all.halfLifeMs);
  const label = new LabelHysteresis(all.minDwellMs, all.switchMargin);
  return {
    update(raw, timeMs, quality) {
      const smoothed = filter.update(raw, timeMs, quality);
      return labelled(smoothed, label.update(smoothed, timeMs));
    },
  };
}

function labelled(probabilities: ProbabilityVector, index: number): SmoothedExpression {
  return {
    smoothed: probabilities,
    expression: EXPRESSIONS[index] as Expression,
    confidence: probabilities[index] as number,
  };
}

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
