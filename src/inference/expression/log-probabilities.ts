import type { ProbabilityVector } from '../../core/expression.js';

const FLOOR = 1e-4;

/** Natural logarithms of probabilities, with a floor so that one sure frame cannot rule a class out. */
export function toLogProbabilities(probabilities: ProbabilityVector): number[] {
  return probabilities.map((p) => Math.log(Number.isNaN(p) ? FLOOR : Math.max(p, FLOOR)));
}

/** Probabilities, summing to 1, from unnormalised logarithms. */
export function fromLogProbabilities(logs: readonly number[]): number[] {
  const largest = Math.max(...logs);
  const powers = logs.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
