import { argMax, EXPRESSIONS, type Expression, valence } from '../core/expression.js';
import { baselineBias, calibrated } from './calibration.js';
import { type BaselineSpan, type SessionSample, samplesByFace } from './session-record.js';

/** A share of less than this above the second is no clear reading. */
const CLEAR_MARGIN = 0.15;

/**
 * The samples of each face less its reading in the baseline, subtracted in log space. What was
 * measured stays in `raw` and `uncalibrated`; a face that the baseline did not see stays as it is.
 */
export function calibrateSession(
  samples: readonly SessionSample[],
  { fromS, toS }: BaselineSpan,
): readonly SessionSample[] {
  const biases = new Map(
    [...samplesByFace(samples)].map(([face, own]) => [
      face,
      baselineBias(
        own.filter(({ atS }) => atS >= fromS && atS < toS).map((sample) => sample.uncalibrated),
      ),
    ]),
  );
  return samples.map((sample) => {
    const bias = biases.get(sample.face) ?? null;
    if (bias === null) return sample;
    const probabilities = calibrated(sample.uncalibrated, bias);
    const best = argMax(probabilities);
    const second = Math.max(...probabilities.filter((_, i) => i !== best));
    return {
      ...sample,
      probabilities,
      expression: EXPRESSIONS[best] as Expression,
      clear: sample.clear || (probabilities[best] as number) - second >= CLEAR_MARGIN,
      valence: valence(probabilities),
    };
  });
}
