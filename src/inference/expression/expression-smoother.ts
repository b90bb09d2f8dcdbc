import { argMax, type ProbabilityVector } from '../../core/expression.js';
import { type ExpressionReading, expressionReading } from './expression-reading.js';
import { LabelHysteresis } from './label-hysteresis.js';
import { MarkovFilter } from './markov-filter.js';
import { DEFAULT_SMOOTHING, type SmoothingSettings } from './smoothing-settings.js';

/** Smooths the expression of one face; one is made for each. */
export interface ExpressionSmoother {
  /** `timeMs` in monotonic milliseconds, at any interval; `quality` 0…1 weighs the frame. */
  update(raw: ProbabilityVector, timeMs: number, quality: number): ExpressionReading;
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
    return { update: (raw) => expressionReading(raw, argMax(raw)) };
  }
  const filter = new MarkovFilter(all.halfLifeMs);
  const label = new LabelHysteresis(all.minDwellMs, all.switchMargin);
  return {
    update(raw, timeMs, quality) {
      const smoothed = filter.update(raw, timeMs, quality);
      return expressionReading(smoothed, label.update(smoothed, timeMs));
    },
  };
}
