import type { ProbabilityVector } from '../../core/expression.js';
import type { EyeRatios, Point } from '../../core/face.js';
import { AdaptiveInferenceRate } from '../expression/adaptive-inference-rate.js';
import type { ExpressionReading } from '../expression/expression-reading.js';
import {
  createExpressionSmoother,
  type ExpressionSmoother,
  type SmoothingSettings,
} from '../expression/expression-smoother.js';
import { BlinkDetector, type BlinkSettings } from '../eyes/blink-detector.js';
import type { Track } from '../tracking/track-types.js';
import type { RateLimiter } from './rate-limiter.js';

/** What the network said of a face the last time it was asked. */
export interface ExpressionResult extends ExpressionReading {
  readonly raw: ProbabilityVector;
}

/** What the landmark network said of a face the last time it was asked. */
export interface LandmarkResult {
  readonly landmarks: readonly Point[] | null;
  readonly ear: number | null;
  readonly eyes: EyeRatios | null;
  readonly confidence: number | null;
}

/** What the pipeline remembers of one followed face. */
export interface FaceState {
  readonly smoother: ExpressionSmoother;
  readonly blinks: BlinkDetector;
  readonly rest: AdaptiveInferenceRate;
  reading: ExpressionResult | null;
  eyes: LandmarkResult;
  quality: number;
  light: number;
  blinkCount: number | null;
}

export const NO_LANDMARKS: LandmarkResult = {
  landmarks: null,
  ear: null,
  eyes: null,
  confidence: null,
};

export function createFaceState(settings: {
  readonly smoothing: Partial<SmoothingSettings>;
  readonly blink: Partial<BlinkSettings>;
  readonly classificationsPerSecond: number;
}): FaceState {
  return {
    smoother: createExpressionSmoother(settings.smoothing),
    blinks: new BlinkDetector(settings.blink),
    rest: new AdaptiveInferenceRate(settings.classificationsPerSecond),
    reading: null,
    eyes: NO_LANDMARKS,
    quality: 0,
    light: 0,
    blinkCount: null,
  };
}

/** A confirmed face that is reported in this frame. */
export interface TrackedFace {
  readonly track: Track;
  readonly memory: FaceState;
  blink: boolean;
  fresh: boolean;
}

/** The seen faces among `faces` whose turn it is, `eager` ones first. */
export function takeTurns(
  turns: RateLimiter,
  faces: readonly TrackedFace[],
  timeMs: number,
  eager: readonly TrackedFace[] = [],
): TrackedFace[] {
  const seen = faces.filter((face) => face.track.detection !== null);
  const keyOf = ({ track }: TrackedFace) => track.key;
  const taken = new Set(turns.take(seen.map(keyOf), timeMs, new Set(eager.map(keyOf))));
  return seen.filter((face) => taken.has(keyOf(face)));
}
