import { EXPRESSIONS, type Expression, namedProbabilities } from '../../core/expression.js';

/** Fields that hold one number an expression, in the order of EXPRESSIONS. */
const VECTORS = ['smoothed', 'raw', 'expressionMs', 'attentionExpressionMs'] as const;
type Vector = (typeof VECTORS)[number];

/** An answer in which every vector stands a second time, as an object by name. */
type Named<Value> = Value extends readonly (number | string)[]
  ? Value
  : Value extends readonly (infer Row)[]
    ? readonly Named<Row>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Named<Value[Key]> } & {
          readonly [Key in Vector & keyof Value as `${Key}ByName`]: NamedVector<Value[Key]>;
        }
      : Value;

type NamedVector<Value> =
  | Readonly<Record<Expression, number>>
  | (null extends Value ? null : never);

/** Adds `smoothedByName` beside `smoothed` and so on, wherever they stand. */
export function withNames<Value>(value: Value): Named<Value> {
  return named(value) as Named<Value>;
}

function named(value: unknown): unknown {
  if (Array.isArray(value)) {
    return typeof value[0] === 'object' && value[0] !== null ? value.map(named) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields: Record<string, unknown> = {};
  for (const [key, inside] of Object.entries(value)) {
    fields[key] = named(inside);
    if (!(VECTORS as readonly string[]).includes(key)) continue;
    const isVector = Array.isArray(inside) && inside.length === EXPRESSIONS.length;
    fields[`${key}ByName`] = isVector ? namedProbabilities(inside as number[]) : null;
  }
  return fields;
}
