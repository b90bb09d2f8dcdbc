import type { Box } from './box.js';
import type { Expression, ProbabilityVector } from './expression.js';
import type { Measure, MeasureSum } from './measure.js';
import type { MEASURES } from './measures.js';

/* Types that follow from the catalogue: a measure that is declared there is a field here. */

interface ValueOfKind {
  readonly number: number;
  readonly flag: boolean;
  readonly expression: Expression;
  readonly probabilities: ProbabilityVector;
  readonly box: Box;
}

type Catalogue = (typeof MEASURES)[number];
type ValueOf<One extends Measure> =
  | ValueOfKind[One['kind']]
  | (One extends { nullable: true } ? null : never);

/** Every measure of one face in one analysed frame. */
export type MeasureValues = { readonly [One in Catalogue as One['name']]: ValueOf<One> };

/** The same as the history gives it: later measures have no value in older rows. */
export type StoredMeasureValues = {
  readonly [One in Catalogue as One['name']]:
    | ValueOf<One>
    | (One extends { since: number } ? null : never);
};

type Summed<By extends MeasureSum['by']> = Extract<Catalogue, { sum: { by: By } }>;
type FieldOf<One> = One extends { sum: { field: infer Field extends string } } ? Field : never;

/** Sums over a minute, an hour or a range; null where nothing is known. */
export type MeasureSums = { readonly [One in Summed<'mean'> as FieldOf<One>]: number | null } & {
  readonly [One in Summed<'count' | 'time'> as FieldOf<One>]:
    | number
    | (One extends { since: number } ? null : never);
};

/** Sums over one visit; its blinks are counted by the tracker (`blinkCount`). */
export type VisitMeasureSums = {
  readonly [One in Summed<'mean' | 'time'> as FieldOf<One>]: number | null;
};

/** A chart of the face page: the measure that is drawn there as a line. */
export type ChartName = Extract<Catalogue, { curve: { as: 'line' } }>['name'];

type LineValue<One extends Measure> = One['kind'] extends 'probabilities'
  ? Readonly<Record<Expression, number>>
  : ValueOf<One>;

type Analyzed = Extract<Catalogue, { analyze: object }>;
type Nested = Extract<Analyzed, { analyze: { within: string } }>;

/** Measures as the fields of an `analyze` line. */
export type AnalyzedMeasures = {
  readonly [One in Exclude<Analyzed, Nested> as One['analyze']['field']]: LineValue<One>;
} & {
  readonly [Object in Nested['analyze']['within']]:
    | {
        readonly [One in Extract<
          Nested,
          { analyze: { within: Object } }
        > as One['analyze']['field']]: NonNullable<LineValue<One>>;
      }
    | null;
};
