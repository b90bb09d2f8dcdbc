import { createRandom as createUniform, gaussian } from '../../src/synthetic/random.js';

/** Seeded random numbers, so that a figure in a report can be had again. */
export interface Random {
  /** Uniform in 0…1, 1 excluded. */
  uniform(): number;
  between(low: number, high: number): number;
  /** Standard normal. */
  gauss(): number;
  /** Exponential with the given mean. */
  waiting(mean: number): number;
  chance(probability: number): boolean;
}

/** The generator of the drawn visitors with the distributions that reports need. */
export function createRandom(seed: number): Random {
  const uniform = createUniform(seed);
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    gauss: () => gaussian(uniform),
    waiting: (mean) => -mean * Math.log(1 - uniform()),
    chance: (probability) => uniform() < probability,
  };
}
