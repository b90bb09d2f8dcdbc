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
