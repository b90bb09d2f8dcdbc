import { EXPRESSIONS, type ProbabilityVector } from '../core/expression.js';

/** What a neutral face reads as of each other expression where nothing is the matter with it. */
const RESTING_SHARE = 0.02;
/** A probability is never taken for less: its logarithm would say more than it knows. */
const LEAST = 1e-4;
/** Largest correction: fifty times in the odds. */
const MOST_LOG = Math.log(50);

/** What is subtracted of the logarithm of each probability. */
type Bias = readonly number[];

/**
 * How a person's resting face is misread, from the readings of a neutral baseline: the mean of
 * their logarithms less that of a resting face, for each expression but neutral. Only what is read
 * too much is corrected: to make the least sign of an expression larger would make its noise
 * larger, too. FaceReader calls this participant calibration. Null without a reading.
 */
export function baselineBias(readings: readonly ProbabilityVector[]): Bias | null {
  if (readings.length === 0) return null;
  return EXPRESSIONS.map((name, i) => {
    const sum = readings.reduce((total, reading) => total + logOf(reading[i] ?? 0), 0);
    const bias = sum / readings.length - Math.log(RESTING_SHARE);
    return name === 'neutral' ? 0 : Math.min(Math.max(bias, 0), MOST_LOG);
  });
}

/** A reading without the bias of the person; sums to 1. */
export function calibrated(reading: ProbabilityVector, bias: Bias): ProbabilityVector {
  const shares = reading.map((share, i) => Math.exp(logOf(share) - (bias[i] ?? 0)));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function logOf(share: number): number {
  return Math.log(Math.max(share, LEAST));
}
