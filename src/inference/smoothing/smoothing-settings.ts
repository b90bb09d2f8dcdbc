/** `off` gives the raw probabilities and their largest as the label. */
export type SmoothingMethod = 'off' | 'ema';

/** How probabilities are filtered over time. */
export interface SmoothingSettings {
  readonly method: SmoothingMethod;
  /** Time in which the influence of an old frame halves. */
  readonly halfLifeMs: number;
  /** Shortest time that a label stays before another takes its place. */
  readonly minDwellMs: number;
  /** How much likelier another expression must be than the shown one to take its place. */
  readonly switchMargin: number;
}

export const DEFAULT_SMOOTHING: SmoothingSettings = {
  method: 'ema',
  halfLifeMs: 250,
  minDwellMs: 400,
  switchMargin: 0.08,
};
