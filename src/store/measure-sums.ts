import { EXPRESSIONS } from '../core/expression.js';
import { isNullWhenStored, type Measure } from '../core/measure.js';
import type { MeasureSums, MeasureValues, VisitMeasureSums } from '../core/measure-values.js';
import { measures } from '../core/measures.js';

/** `angry_ms`, `disgust_ms`, …: time of each expression in faces and rollups. */
export const DURATION_COLUMNS = EXPRESSIONS.map((name) => `${name}_ms`);

/** Seven zeros. */
export function zeroDurations(): number[] {
  return EXPRESSIONS.map(() => 0);
}

/** Every row counts its observations, and so those of a measure that each of them has. */
const OBSERVATIONS = 'observations';

interface SummedMeasure {
  readonly name: keyof MeasureValues;
  readonly by: 'mean' | 'count' | 'time';
  /** The value whose time is counted. */
  readonly value: boolean;
  readonly field: string;
  readonly description: string;
  /** Unit of the measure, and so of its mean. */
  readonly unit: string | null;
  /** Column of the sum in the rollups. */
  readonly column: string;
  /** Column of the number of observations of a mean; `observations` where all of them have it. */
  readonly countColumn: string | null;
  /** True where rows of an earlier schema hold null. */
  readonly nullable: boolean;
  /** Column in `faces`; null for a count, which the tracker keeps itself. */
  readonly visitColumn: string | null;
}

function summed(measure: Measure): SummedMeasure[] {
  const { sum, name, since, unit = null } = measure;
  if (sum === undefined || sum.by === 'expression') return [];
  const { by, field, description } = sum;
  const isMean = by === 'mean';
  const ownCount = isNullWhenStored(measure) ? `${name}_count` : OBSERVATIONS;
  const column = snakeCase(isMean ? `${name}Sum` : field);
  return [
    {
      name: name as keyof MeasureValues,
      by,
      value: by === 'time' ? sum.value : true,
      field,
      description,
      unit,
      column,
      countColumn: isMean ? ownCount : null,
      nullable: since !== undefined,
      visitColumn: by === 'count' ? null : snakeCase(field),
    },
  ];
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What is summed of the catalogue, in its order. */
export const SUMMED_MEASURES: readonly SummedMeasure[] = measures.flatMap(summed);

/** The names of what is summed, which is all that a recount reads of a row. */
export const SUMMED_NAMES = new Set<string>(SUMMED_MEASURES.map(({ name }) => name));

const rollupColumns = ({ column, countColumn }: SummedMeasure): readonly string[] =>
  countColumn === null || countColumn === OBSERVATIONS ? [column] : [column, countColumn];

/** Columns of the rollups that hold sums of measures. */
export const MEASURE_SUM_COLUMNS = SUMMED_MEASURES.flatMap(rollupColumns);

/** Those of them that rows of an earlier schema do not have. */
export const LATER_SUM_COLUMNS: ReadonlySet<string> = new Set(
  SUMMED_MEASURES.filter(({ nullable }) => nullable).flatMap(rollupColumns),
);

const VISIT_MEASURES = SUMMED_MEASURES.filter(({ visitColumn }) => visitColumn !== null);

/** Columns of `faces` that hold sums of measures. */
export const VISIT_SUM_COLUMNS = VISIT_MEASURES.map(({ visitColumn }) => visitColumn as string);

/** Values of measures by their names; null or missing where one is not known. */
export type SummedValues = { readonly [Name in keyof MeasureValues]?: MeasureValues[Name] | null };

/** Adds the time of one moment to that of its expression; unclear time is no expression's. */
export function addExpressionTime(
  durationsMs: number[],
  moment: { readonly expression: number; readonly gapMs: number; readonly measures: SummedValues },
): void {
  const { expression, gapMs, measures } = moment;
  if (measures.clear === false) return;
  durationsMs[expression] = (durationsMs[expression] as number) + gapMs;
}

/** The sums of some observations, of a span of time or of a visit. */
export class MeasureTotals {
  readonly #totals = SUMMED_MEASURES.map(() => 0);
  /** Observations in which each was known. */
  readonly #known = SUMMED_MEASURES.map(() => 0);

  /** `gapMs`: how long the face showed these values. */
  add(values: SummedValues, gapMs: number): void {
    for (const [i, measure] of SUMMED_MEASURES.entries()) {
      const value = values[measure.name];
      if (value === null || value === undefined) continue;
      this.#known[i] = (this.#known[i] as number) + 1;
      this.#totals[i] = (this.#totals[i] as number) + amount(measure, value, gapMs);
    }
  }

  /** In the order of {@link MEASURE_SUM_COLUMNS}; null for a time of which nothing is known. */
  rollupValues(): (number | null)[] {
    return SUMMED_MEASURES.flatMap((measure, i) => {
      const total = this.#totals[i] as number;
      const known = this.#known[i] as number;
      if (measure.by === 'mean') return [total, known].slice(0, rollupColumns(measure).length);
      return [measure.nullable && known === 0 ? null : Math.round(total)];
    });
  }

  /** In the order of {@link VISIT_SUM_COLUMNS}; null where nothing is known. */
  visitValues(): (number | null)[] {
    return SUMMED_MEASURES.flatMap(({ by, visitColumn }, i) => {
      if (visitColumn === null) return [];
      const total = this.#totals[i] as number;
      const known = this.#known[i] as number;
      if (known === 0) return [null];
      return [by === 'mean' ? total / known : Math.round(total)];
    });
  }
}

function amount({ by, value: wanted }: SummedMeasure, value: unknown, gapMs: number): number {
  if (by === 'mean') return value as number;
  if (value !== wanted) return 0;
  return by === 'time' ? gapMs : 1;
}

/** The sums of a rollup row, or of several added up, as the API has them. */
export function readMeasureSums(get: (column: string) => number | null): MeasureSums {
  const fields = SUMMED_MEASURES.map(({ by, field, column, countColumn, nullable }) => {
    const total = get(column);
    if (by !== 'mean') return [field, total ?? (nullable && get(OBSERVATIONS) !== 0 ? null : 0)];
    const count = get(countColumn as string) ?? 0;
    return [field, count === 0 ? null : (total ?? 0) / count];
  });
  return Object.fromEntries(fields) as MeasureSums;
}

/** The sums of a visit as the API has them; null where nothing is known. */
export function readVisitSums(get: (column: string) => number | null): VisitMeasureSums {
  return Object.fromEntries(
    VISIT_MEASURES.map(({ field, visitColumn }) => [field, get(visitColumn as string)]),
  ) as VisitMeasureSums;
}
