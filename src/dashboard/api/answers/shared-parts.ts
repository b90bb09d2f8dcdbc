import { z } from 'zod';
import { EXPRESSIONS, type Expression } from '../../../core/expression.js';

/** A point in time by the wall clock. */
export function timeMs(meaning: string) {
  return z.int().describe(`${meaning}; UTC epoch milliseconds.`);
}

/** A whole number that is not negative. */
export function count(meaning: string) {
  return z.int().min(0).describe(meaning);
}

/** A number of a row of the history, from 1. */
export function rowNumber(meaning: string) {
  return z.int().min(1).describe(meaning);
}

/** A duration as it was measured, with fractions of a millisecond. */
export function durationMs(meaning: string) {
  return z.number().min(0).describe(`${meaning}; milliseconds.`);
}

/** A duration as it is stored. */
export function wholeMs(meaning: string) {
  return z.int().min(0).describe(`${meaning}; whole milliseconds.`);
}

/** A mean gray level. */
export function grayLevel(meaning: string) {
  return z.number().min(0).max(255).describe(`${meaning}; gray level 0…255.`);
}

export const expressionName = z
  .enum(EXPRESSIONS)
  .describe('One of the seven expressions, in the order of every vector of seven.');

export const probabilities = z
  .array(z.number().min(0).max(1))
  .length(EXPRESSIONS.length)
  .describe('Probability of each expression; the seven sum to 1, but for rounding.');

export const expressionDurations = z
  .array(z.int().min(0))
  .length(EXPRESSIONS.length)
  .describe('Face-milliseconds of each expression: two faces for one second are 2000.');

/** One number an expression, by name. */
function byName(amount: z.ZodType<number>, meaning: string) {
  return z
    .strictObject(
      Object.fromEntries(EXPRESSIONS.map((name) => [name, amount.describe(`Of *${name}*.`)])) as {
        readonly [Name in Expression]: z.ZodType<number>;
      },
    )
    .describe(meaning);
}

export const probabilitiesByName = byName(
  z.number().min(0).max(1),
  'Probability of each expression, by name.',
);

export const expressionDurationsByName = byName(
  z.int().min(0),
  'Face-milliseconds of each expression, by name.',
);

export const box = z
  .strictObject({
    x: z.number().describe('Left edge; pixels.'),
    y: z.number().describe('Upper edge; pixels.'),
    width: z.number().min(0).describe('Pixels.'),
    height: z.number().min(0).describe('Pixels.'),
  })
  .describe('Place of a face in the picture, which it may jut out of.');

export const nextCursor = z
  .string()
  .nullable()
  .describe('Give it back as `cursor` for the next page; null at the end.');

/** One page of a list. */
export function pageOf<Row extends z.ZodType>(row: Row, meaning: string) {
  return z.strictObject({
    rows: z.array(row).describe(meaning),
    unreadable: count('Rows left out because damage has made them impossible.'),
    nextCursor: nextCursor.describe('For the next page; null at the end.'),
  });
}
