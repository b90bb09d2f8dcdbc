import { namedProbabilities } from '../core/expression.js';
import type { FaceObservation, FrameAnalysis } from '../core/face.js';

/** One line of `ekspresi analyze`: the command's contract in docs/cli.md. */
export interface AnalysisLine {
  readonly source: string;
  readonly frame: number;
  readonly t: number;
  readonly face: number;
  readonly box: { x: number; y: number; width: number; height: number };
  readonly expression: string;
  readonly confidence: number;
  readonly probabilities: Record<string, number>;
  readonly raw: Record<string, number>;
  readonly ear: number | null;
  readonly eyes: { left: number | null; right: number | null } | null;
  readonly blink: boolean;
  readonly landmarks: [number, number][] | null;
  readonly quality: number;
  readonly light: number;
}

/** `scale`: pixels of the source per pixel of the analysed frame. */
export function analysisLines(
  analysis: FrameAnalysis,
  context: { readonly source: string; readonly scale: number },
): AnalysisLine[] {
  return analysis.faces.map((face) => faceLine(face, analysis, context));
}

function faceLine(
  face: FaceObservation,
  analysis: FrameAnalysis,
  { source, scale }: { readonly source: string; readonly scale: number },
): AnalysisLine {
  const pixel = (value: number) => rounded(value * scale, 2);
  const ratio = (value: number | null) => (value === null ? null : rounded(value, 4));
  const { box, eyes, landmarks } = face;
  return {
    source,
    frame: analysis.sequence,
    t: rounded(analysis.mediaTimeS, 4),
    face: face.trackId,
    box: {
      x: pixel(box.x),
      y: pixel(box.y),
      width: pixel(box.width),
      height: pixel(box.height),
    },
    expression: face.expression,
    confidence: rounded(face.confidence, 4),
    probabilities: roundedProbabilities(face.smoothed),
    raw: roundedProbabilities(face.raw),
    ear: ratio(face.ear),
    eyes: eyes === null ? null : { left: ratio(eyes.left), right: ratio(eyes.right) },
    blink: face.blink,
    landmarks: landmarks?.map(([x, y]) => [pixel(x), pixel(y)]) ?? null,
    quality: rounded(face.quality, 3),
    light: rounded(face.light, 1),
  };
}

function roundedProbabilities(vector: readonly number[]): Record<string, number> {
  return namedProbabilities(vector.map((value) => rounded(value, 4)));
}

function rounded(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
