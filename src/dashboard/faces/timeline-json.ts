import { EXPRESSIONS } from '../../core/expression.js';
import type { Measure } from '../../core/measure.js';
import { measures } from '../../core/measures.js';
import type { FaceTimeline, ObservationRow } from '../../store/store-queries.js';
import type { RequestView } from '../view/request-view.js';

/** One curve, named after its measure or, of a vector, after its expression. */
interface CurveJson {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** One chart of the face page, named after its measure, as the catalogue declares it. */
interface ChartJson {
  readonly name: string;
  readonly axis: readonly [number, number];
  readonly percent: boolean;
  readonly curves: readonly CurveJson[];
  /** Seconds at which a flag was true. */
  readonly marks: readonly number[];
  /** Spans in which a flag was what the catalogue says, from and to in seconds. */
  readonly bands: readonly (readonly [number, number])[];
  /** The bands are unclear time, which is hatched wherever it is drawn. */
  readonly hatched: boolean;
}

/** The curves of one visit as columns, which is what the charts draw; seconds since first seen. */
interface TimelineJson {
  readonly seconds: readonly number[];
  readonly charts: readonly ChartJson[];
  readonly thinned: boolean;
  readonly unreadable: number;
  /** What the curves lack, in the language of the page; empty where they are whole. */
  readonly note: string;
}

export function timelineJson(
  { points, thinned, unreadable }: FaceTimeline,
  view: RequestView,
): TimelineJson {
  const words = view.text.faces;
  const notes = [thinned && words.thinned, unreadable > 0 && words.unreadable(unreadable)];
  return {
    seconds: points.map(secondOf),
    charts: measures.flatMap((measure) => {
      const { name, curve } = measure;
      if (curve?.as !== 'line') return [];
      const drawn = (as: 'overlay' | 'marks' | 'shade') =>
        measures.filter((other) => other.curve?.chart === name && other.curve.as === as);
      return {
        name,
        axis: curve.axis ?? [0, 1],
        percent: curve.percent === true,
        curves: [measure, ...drawn('overlay')].flatMap((drawn) => curvesOf(drawn, points)),
        marks: drawn('marks').flatMap((flag) => marksOf(flag, points)),
        bands: drawn('shade').flatMap((flag) => bandsOf(flag, points)),
        hatched: drawn('shade').some((flag) => flag.name === 'clear'),
      };
    }),
    thinned,
    unreadable,
    note: notes.filter((note) => note !== false).join(' '),
  };
}

const secondOf = ({ ageMs }: ObservationRow) => ageMs / 1000;

/** A field that may not be in the row of an earlier version. */
const measuredOf = (point: ObservationRow, { name }: Measure) =>
  point[name as keyof ObservationRow] ?? null;

function curvesOf(measure: Measure, points: readonly ObservationRow[]): readonly CurveJson[] {
  const { name, kind } = measure;
  if (kind !== 'probabilities') {
    return [{ name, values: points.map((point) => measuredOf(point, measure) as number | null) }];
  }
  return EXPRESSIONS.map((expression, i) => ({
    name: expression,
    values: points.map((point) => (measuredOf(point, measure) as readonly number[])[i] ?? null),
  }));
}

function marksOf(flag: Measure, points: readonly ObservationRow[]): readonly number[] {
  return points.filter((point) => measuredOf(point, flag) === true).map(secondOf);
}

/** A band reaches from the first of some points in a row to the first after them. */
function bandsOf(flag: Measure, points: readonly ObservationRow[]): readonly [number, number][] {
  const bands: [number, number][] = [];
  let fromS: number | null = null;
  for (const point of points) {
    const isWithin = measuredOf(point, flag) === (flag.curve?.when ?? true);
    if (isWithin) fromS ??= secondOf(point);
    else if (fromS !== null) {
      bands.push([fromS, secondOf(point)]);
      fromS = null;
    }
  }
  const last = points.at(-1);
  if (fromS !== null && last !== undefined) bands.push([fromS, secondOf(last)]);
  return bands;
}
