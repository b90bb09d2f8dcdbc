import {
  argMax,
  EXPRESSIONS,
  type Expression,
  type ProbabilityVector,
} from '../../core/expression.js';
import { LabelHysteresis } from './label-hysteresis.js';
import { MarkovFilter } from './markov-filter.js';
import { DEFAULT_SMOOTHING, type SmoothingSettings } from './smoothing-settings.js';

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
