import {
  EXPRESSIONS,
  type Expression,
  type ProbabilityVector,
  valence,
} from '../../core/expression.js';
import type { MeasureValues } from '../../core/measure-values.js';

/** What is said of a face by its probabilities, filtered or of one picture. */
export type ExpressionReading = Pick<
  MeasureValues,
  'smoothed' | 'expression' | 'confidence' | 'clear' | 'valence'
>;

/** From this confidence on a reading is clear, for a model whose manifest has no threshold. */
const DEFAULT_CLEAR_THRESHOLD = 0.5;

/**
 * Reads probabilities whose label is the expression number `index`. From `clearThreshold` on it is
 * clear: the model's own, null for none.
 */
export function expressionReading(
  probabilities: ProbabilityVector,
  index: number,
  clearThreshold: number | null,
): ExpressionReading {
  const confidence = probabilities[index] as number;
  return {
    smoothed: probabilities,
    expression: EXPRESSIONS[index] as Expression,
    confidence,
    clear: confidence >= (clearThreshold ?? DEFAULT_CLEAR_THRESHOLD),
    valence: valence(probabilities),
  };
}
