import { EXPRESSIONS, type Expression } from '../core/expression.js';

/** Probabilities, eye aspect ratio and quality are stored as integers of this fraction. */
export const SCALE = 10_000;

/** `angry_ms`, `disgust_ms`, …: durations in faces and rollups. */
export const DURATION_COLUMNS = EXPRESSIONS.map((name) => `${name}_ms`);

/** `smoothed_angry`, …, in units of 1/{@link SCALE}. */
export const SMOOTHED_COLUMNS = EXPRESSIONS.map((name) => `smoothed_${name}`);

/** `raw_angry`, …, in units of 1/{@link SCALE}. */
export const RAW_COLUMNS = EXPRESSIONS.map((name) => `raw_${name}`);

/** Number under which an expression is stored: its place in EXPRESSIONS. */
export function expressionNumber(expression: Expression): number {
  return EXPRESSIONS.indexOf(expression);
}

/** Expression of a stored number. */
export function expressionOfNumber(stored: number): Expression {
  const expression = EXPRESSIONS[stored];
  if (expression === undefined) throw new RangeError(`no expression has the number ${stored}`);
  return expression;
}

/** Seven zeros. */
export function zeroDurations(): number[] {
  return EXPRESSIONS.map(() => 0);
}
