import { z } from 'zod';
import { isNullWhenStored, type Measure, type MeasureSum } from '../../../core/measure.js';
import type {
  MeasureSums,
  MeasureValues,
  StoredMeasureValues,
  VisitMeasureSums,
} from '../../../core/measure-values.js';
import { measures } from '../../../core/measures.js';
import { box, expressionName, probabilities } from './shared-parts.js';

/** A schema for each field of `Values`. */
type Fields<Values> = { readonly [Name in keyof Values]: z.ZodType<Values[Name]> };

function valueSchema({ kind, range = [null, null] }: Measure): z.ZodType {
  switch (kind) {
    case 'flag':
      return z.boolean();
    case 'expression':
      return expressionName;
    case 'probabilities':
      return probabilities;
    case 'box':
      return box;
    case 'number':
      return within(range[0], range[1]);
  }
}

function within(least: number | null, most: number | null): z.ZodType {
  const number = z.number();
  const above = least === null ? number : number.min(least);
  return most === null ? above : above.max(most);
}

/** The catalogue as fields of a live observation. */
export const measureFields = fieldsOf((measure) =>
  described(valueSchema(measure), measure.nullable === true, measure.description),
) as Fields<MeasureValues>;

/** The catalogue as fields of a stored observation; numbers are exact to their scale. */
export const storedMeasureFields = fieldsOf((measure) => {
  const { description, scale = 1, since } = measure;
  const exact = scale === 1 ? '' : ` Exact to ${1 / scale}.`;
  const older = since === undefined ? '' : ' Null in rows of earlier versions.';
  return described(valueSchema(measure), isNullWhenStored(measure), description + exact + older);
}) as Fields<StoredMeasureValues>;

function fieldsOf(schema: (measure: Measure) => z.ZodType): Record<string, z.ZodType> {
  return Object.fromEntries(measures.map((measure) => [measure.name, schema(measure)]));
}

function described(schema: z.ZodType, nullable: boolean, description: string): z.ZodType {
  return (nullable ? schema.nullable() : schema).describe(description);
}

function sumFields(by: readonly MeasureSum['by'][], inVisits: boolean): Record<string, z.ZodType> {
  const fields = measures.flatMap(({ sum, range = [null, null], since }) => {
    if (sum === undefined || sum.by === 'expression' || !by.includes(sum.by)) return [];
    const isMean = sum.by === 'mean';
    const value = isMean ? within(range[0], range[1]) : z.int().min(0);
    const nullable = isMean || inVisits || since !== undefined;
    return [[sum.field, described(value, nullable, sum.description)] as const];
  });
  return Object.fromEntries(fields);
}

/** The sums of the catalogue as fields of a minute, an hour or a range. */
export const measureSumFields = sumFields(
  ['mean', 'count', 'time'],
  false,
) as unknown as Fields<MeasureSums>;

/** The same for a visit. */
export const visitSumFields = sumFields(
  ['mean', 'time'],
  true,
) as unknown as Fields<VisitMeasureSums>;
