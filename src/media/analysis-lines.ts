import { namedProbabilities } from '../core/expression.js';
import type { EyeRatios, FaceObservation, FrameAnalysis, Point } from '../core/face.js';
import type { Measure } from '../core/measure.js';
import type { AnalyzedMeasures, MeasureValues } from '../core/measure-values.js';
import { measures } from '../core/measures.js';

/** One line of `ekspresi analyze`: the command's contract in docs/cli.md. */
export interface AnalysisLine extends AnalyzedMeasures {
  readonly source: string;
  readonly frame: number;
  readonly t: number;
  readonly face: number;
  readonly eyes: EyeRatios | null;
  readonly landmarks: readonly Point[] | null;
}

const EYE_DIGITS = 4;
const PIXEL_DIGITS = 2;

interface LineContext {
  readonly source: string;
  /** Pixels of the source per pixel of the analysed frame. */
  readonly scale: number;
  /** False leaves the landmarks out: they are most of a line. Default true. */
  readonly withLandmarks?: boolean;
}

export function analysisLines(analysis: FrameAnalysis, context: LineContext): AnalysisLine[] {
  return analysis.faces.map((face) => faceLine(face, analysis, context));
}

function faceLine(
  face: FaceObservation,
  analysis: FrameAnalysis,
  { source, scale, withLandmarks = true }: LineContext,
): AnalysisLine {
  const pixel = (value: number) => rounded(value * scale, PIXEL_DIGITS);
  const ratio = (value: number | null) => (value === null ? null : rounded(value, EYE_DIGITS));
  const { eyes, landmarks } = face;
  return {
    source,
    frame: analysis.sequence,
    t: rounded(analysis.mediaTimeS, 4),
    face: face.trackId,
    ...measuredFields(face, scale),
    eyes: eyes === null ? null : { left: ratio(eyes.left), right: ratio(eyes.right) },
    landmarks: withLandmarks
      ? (landmarks?.map(([x, y]) => [pixel(x), pixel(y)] as const) ?? null)
      : null,
  };
}

/** The measures of a face by the names and objects that the catalogue gives them. */
function measuredFields(face: MeasureValues, scale: number): AnalyzedMeasures {
  const fields: Record<string, unknown> = {};
  for (const measure of measures) {
    if (measure.analyze === undefined) continue;
    const { field, within, digits } = measure.analyze;
    const value = written(measure, face[measure.name as keyof MeasureValues], digits, scale);
    if (within === undefined) fields[field] = value;
    else if (value === null) fields[within] = null;
    else if (fields[within] !== null) {
      fields[within] = { ...(fields[within] as object | undefined), [field]: value };
    }
  }
  return fields as unknown as AnalyzedMeasures;
}

function written(
  { kind }: Measure,
  value: MeasureValues[keyof MeasureValues],
  digits: number,
  scale: number,
): unknown {
  if (value === null) return null;
  switch (kind) {
    case 'number':
      return rounded(value as number, digits);
    case 'probabilities':
      return namedProbabilities(
        (value as MeasureValues['raw']).map((share) => rounded(share, digits)),
      );
    case 'box':
      return Object.fromEntries(
        Object.entries(value).map(([side, px]) => [side, rounded((px as number) * scale, digits)]),
      );
    default:
      return value;
  }
}

function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
