import type { Log } from '../../core/log.js';
import type { GrayImage } from '../crop/area-resize.js';
import type { EngineChoice } from '../inference-settings.js';
import { cleanDetections, type Detection } from '../tracking/detections.js';
import type { NativeCalls } from '../worker/native-gate.js';
import type { TileInput, TilePlace } from './tile.js';

/**
 * What a detector's scores are worth. A detection is a face when its score reaches `sure`, `min` or
 * `candidate` and the landmark network is as confident as that step demands
 * ({@link requiredConfidence}); near a followed face `keep` is enough.
 */
export interface DetectorScores {
  readonly sure: number;
  readonly min: number;
  readonly keep: number;
  readonly candidate: number;
  /** Landmark confidence that a detection of a score from `candidate` to `min` needs. */
  readonly candidateConfidence: number;
}

/** Landmark confidence that a detection of at least `sure` … */
const CONFIDENCE_FOR_SURE = 0.1;
/** … and one of at least `min` needs. */
const CONFIDENCE_FOR_MIN = 0.5;

/** The landmark confidence from which on a detection with this score is a face. */
export function requiredConfidence(score: number, scores: DetectorScores): number {
  if (score >= scores.sure) return CONFIDENCE_FOR_SURE;
  return score >= scores.min ? CONFIDENCE_FOR_MIN : scores.candidateConfidence;
}

/** The lowest score that may be a face anywhere. */
export function lowestScore({ min, keep, candidate }: DetectorScores): number {
  return Math.min(min, keep, candidate);
}

/** Finds faces in tiles of a picture. One call at a time. */
export interface Detector {
  readonly input: TileInput;
  readonly scores: DetectorScores;
  /** Detections of at least `minScore` in a tile, one box a face, highest score first. */
  look(picture: GrayImage, tile: TilePlace, minScore: number): Promise<readonly Detection[]>;
  dispose(): Promise<void>;
}

/** Where a detector's files are and what runs it. */
export interface DetectorSettings {
  readonly detectorDir: string;
  readonly cascadePath: string;
  readonly engine: EngineChoice;
  readonly threads: number;
}

export interface DetectorDeps {
  readonly log: Log;
  readonly nativeCalls?: NativeCalls | undefined;
}

/** Loads a detector; throws an EkspresiError where its files or its engine are missing. */
export type LoadDetector = (settings: DetectorSettings, deps: DetectorDeps) => Promise<Detector>;

/**
 * Two detectors as one: each looks at every tile, and their detections are merged. Scores are those
 * of the first; the second one's are mapped so that its steps fall on the first one's.
 */
export function mergeDetectors(first: Detector, second: Detector): Detector {
  const minSidePx = Math.max(first.input.minSidePx, second.input.minSidePx);
  return {
    input: { ...first.input, minSidePx },
    scores: first.scores,
    async look(picture, tile, minScore) {
      const toFirst = (score: number) => mapScore(score, second.scores, first.scores);
      const lowest = mapScore(minScore, first.scores, second.scores);
      const own = await first.look(picture, tile, minScore);
      const others = await second.look(picture, tile, lowest);
      const mapped = others.map(({ box, score }) => ({ box, score: toFirst(score) }));
      return cleanDetections([...own, ...mapped], own.length + mapped.length);
    },
    async dispose() {
      await first.dispose();
      await second.dispose();
    },
  };
}

/** Piecewise linear through 0, `candidate`, `min`, `sure` and 1. */
function mapScore(score: number, from: DetectorScores, to: DetectorScores): number {
  const steps = (scores: DetectorScores) => [0, scores.candidate, scores.min, scores.sure, 1];
  const [x, y] = [steps(from), steps(to)];
  const above = Math.max(
    1,
    x.findIndex((step, i) => i > 0 && score <= step),
  );
  const [left, right] = [x[above - 1]!, x[above]!];
  const share = right > left ? (score - left) / (right - left) : 1;
  return y[above - 1]! + Math.min(1, share) * (y[above]! - y[above - 1]!);
}
