import { argMax, type ProbabilityVector } from '../../core/expression.js';
import { type ExpressionReading, expressionReading } from './expression-reading.js';
import { TemporalFilter } from './temporal-filter.js';

/** `off` gives the raw probabilities and their largest as the label. */
type SmoothingMethod = 'average' | 'off';

/**
 * How probabilities are filtered over time. The default half-life is the pick of
 * `node bench/run.js time/animated`: as calibrated as one picture, ten times fewer label changes
 * than raw labels and more, less than 500 ms later.
 */
export interface SmoothingSettings {
  readonly method: SmoothingMethod;
  /** Time after which a frame weighs half as much. */
  readonly halfLifeMs: number;
}

export const DEFAULT_SMOOTHING: SmoothingSettings = { method: 'average', halfLifeMs: 700 };

/** The label shown is the highest bar, or within this much probability of it. */
const SWITCH_MARGIN = 0.05;

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
  clearThreshold: number | null = null,
): ExpressionSmoother {
  const all = { ...DEFAULT_SMOOTHING, ...settings };
  if (all.method === 'off') {
    return { update: (raw) => expressionReading(raw, argMax(raw), clearThreshold) };
  }
  const filter = new TemporalFilter(all.halfLifeMs);
  const label = new LabelHysteresis();
  return {
    update(raw, timeMs, quality) {
      const smoothed = filter.update(raw, timeMs, quality);
      return expressionReading(smoothed, label.update(smoothed), clearThreshold);
    },
  };
}

/** Keeps a label while its bar is about as high as the highest one. */
class LabelHysteresis {
  #label: number | null = null;

  /** Index of the label to show for these probabilities. */
  update(probabilities: ProbabilityVector): number {
    const best = argMax(probabilities);
    const lead = this.#label === null ? 1 : probabilities[best]! - probabilities[this.#label]!;
    if (lead > SWITCH_MARGIN) this.#label = best;
    return this.#label ?? best;
  }
}
