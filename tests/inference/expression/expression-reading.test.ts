import { expect, it } from 'vitest';
import { valence } from '../../../src/core/expression.js';
import { expressionReading } from '../../../src/inference/expression/expression-reading.js';

it.each([
  ['a smile', [0.02, 0.01, 0.02, 0.9, 0.02, 0.01, 0.02], 0.88],
  ['fear stronger than a smile', [0.1, 0, 0.6, 0.2, 0.05, 0.05, 0], -0.4],
  ['neutral and surprise alone', [0, 0, 0, 0, 0, 0.5, 0.5], 0],
  ['pure sadness', [0, 0, 0, 0, 1, 0, 0], -1],
])('valence of %s', (_, probabilities, wanted) => {
  expect(valence(probabilities)).toBeCloseTo(wanted, 10);
});

it('a reading is unclear while no expression is sure', () => {
  const unsure = [0.1, 0.1, 0.1, 0.3, 0.1, 0.1, 0.2];
  expect(expressionReading(unsure, 3, null)).toMatchObject({ expression: 'happy', clear: false });
  const sure = [0, 0, 0, 0.8, 0.1, 0.1, 0];
  expect(expressionReading(sure, 3, null)).toMatchObject({ expression: 'happy', clear: true });
  expect(expressionReading(sure, 3, 0.99)).toMatchObject({ expression: 'happy', clear: false });
});
