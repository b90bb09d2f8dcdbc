import { EXPRESSIONS, type ProbabilityVector } from '../core/expression.js';

/** What a neutral face reads as where nothing is the matter with it. */
const NEUTRAL_SHARE = 0.88;
const OTHER_SHARE = (1 - NEUTRAL_SHARE) / (EXPRESSIONS.length - 1);
const NEUTRAL = EXPRESSIONS.map((name) => (name === 'neutral' ? NEUTRAL_SHARE : OTHER_SHARE));
/** A probability is never taken for less: its logarithm would say more than it knows. */
const LEAST = 1e-4;
/** Largest correction: twenty times in the odds. */
const MOST_LOG = Math.log(20);

/** What is subtracted of the logarithm of each probability. */
export type Bias = readonly number[];

/**
 * How a person's resting face is misread, from the readings of a neutral baseline: the mean of
 * their logarithms less those of a neutral face. Only what is read too much is corrected: to make
 * the least sign of an expression larger would make its noise larger.
 *
 * FaceReader calls this participant calibration. Null without a reading.
 */
export function baselineBias(readings: readonly ProbabilityVector[]): Bias | null {
  if (readings.length === 0) return null;
  return EXPRESSIONS.map((name, i) => {
    const sum = readings.reduce((total, reading) => total + logOf(reading[i] ?? 0), 0);
    const bias = sum / readings.length - Math.log(NEUTRAL[i] as number);
    return name === 'neutral'
      ? Math.min(0, Math.max(bias, -MOST_LOG))
      : Math.max(0, Math.min(bias, MOST_LOG));
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
