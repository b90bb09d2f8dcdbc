/** One thing that is measured of each face in each analysed frame. */
export interface Measure {
  /** Field of an observation, in the program and in the API. */
  readonly name: string;
  /** A number, true or false, one of seven expressions, a probability of each of them, a box. */
  readonly kind: MeasureKind;
  /** Unit of the numbers, for what has one. */
  readonly unit?: string;
  /** Smallest and largest number, null for no limit. */
  readonly range?: readonly [least: number | null, most: number | null];
  readonly nullable?: true;
  /** Version of the schema that stores it first, from 2: older rows have null. Left out: all do. */
  readonly since?: number;
  /**
   * Column of `observations`; of a vector and a box the beginning of its columns. Null for what
   * follows from other columns. Columns are integers: the value times `scale`, which is 1 if left
   * out.
   */
  readonly column: string | null;
  readonly scale?: number;
  readonly sum?: MeasureSum;
  /**
   * Field of an `analyze` line and its digits behind the point; left out: not in it. Those `within`
   * the same object are null together.
   */
  readonly analyze?: {
    readonly field: string;
    readonly within?: string;
    readonly digits: number;
  };
  readonly curve?: MeasureCurve;
  readonly description: string;
}

/**
 * How a measure is summed over a minute, an hour and a visit: its mean over the observations, how
 * often it was true, how long it was `value` (milliseconds of face-time), or the time of each of
 * the seven expressions. `field` names the sum in the API; store/measure-columns.ts names its
 * columns.
 */
export type MeasureSum =
  | { readonly by: 'mean' | 'count'; readonly field: string; readonly description: string }
  | {
      readonly by: 'time';
      readonly value: boolean;
      readonly field: string;
      readonly description: string;
    }
  | { readonly by: 'expression' };

/** How a measure is drawn on the face page. */
interface MeasureCurve {
  /** The measure on whose chart it is drawn. */
  readonly chart: string;
  /**
   * A number or vector has a chart of its own (`line`) or is drawn on another's (`overlay`). A flag
   * gives marks where it is true, or bands where it is `when`.
   */
  readonly as: 'line' | 'overlay' | 'marks' | 'shade';
  readonly when?: boolean;
  /** Smallest and largest value of the axis; shown as per cent or as they are. */
  readonly axis?: readonly [number, number];
  readonly percent?: boolean;
}

type MeasureKind = 'number' | 'flag' | 'expression' | 'probabilities' | 'box';

/** True where a stored row may have no value. */
export function isNullWhenStored({ nullable, since }: Measure): boolean {
  return nullable === true || since !== undefined;
}
