import type { ProbabilityVector } from '../../core/expression.js';

/** Filters the probabilities of one face over time. */
export interface ProbabilityFilter {
  /** Takes the probabilities at `timeMs`, of `quality` 0…1; returns the filtered ones, summing to 1. */
  update(raw: ProbabilityVector, timeMs: number, quality: number): ProbabilityVector;
}
