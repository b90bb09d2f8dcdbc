import type { ProbabilityVector } from '../../core/expression.js';
import { AdaptiveInferenceRate } from '../expression/adaptive-inference-rate.js';
import type { ExpressionReading } from '../expression/expression-reading.js';
import {
  createExpressionSmoother,
  type ExpressionSmoother,
  type SmoothingSettings,
} from '../expression/expression-smoother.js';
import { BlinkDetector } from '../eyes/blink-detector.js';
import {
  type HeadMeasures,
  LookingFilter,
  type LookingSettings,
  UNKNOWN_HEAD,
} from '../pose/looking.js';
import type { Track } from '../tracking/track-types.js';
import { type LandmarkResult, NO_LANDMARKS } from './landmark-result.js';
import type { RateLimiter } from './rate-limiter.js';

/** The newest classification of a face and what smoothing made of it. */
interface ExpressionResult extends ExpressionReading {
  readonly raw: ProbabilityVector;
}

/** What the pipeline remembers of one followed face. */
export interface FaceState {
  readonly smoother: ExpressionSmoother;
  readonly blinks: BlinkDetector;
  readonly looking: LookingFilter;
  readonly inferenceRate: AdaptiveInferenceRate;
  expressionResult: ExpressionResult | null;
  landmarkResult: LandmarkResult;
  head: HeadMeasures;
  quality: number;
  light: number;
  blinkCount: number | null;
}

/** A confirmed face that is reported in this frame. */
export interface TrackedFace {
  readonly track: Track;
  readonly state: FaceState;
  blink: boolean;
  fresh: boolean;
}

/** `clearThreshold` of the expression model's output. */
export function createFaceState(
  settings: {
    readonly smoothing: Partial<SmoothingSettings>;
    readonly looking: Partial<LookingSettings>;
    readonly classificationsPerSecond: number;
  },
  clearThreshold: number | null,
): FaceState {
  return {
    smoother: createExpressionSmoother(settings.smoothing, clearThreshold),
    blinks: new BlinkDetector(),
    looking: new LookingFilter(settings.looking),
    inferenceRate: new AdaptiveInferenceRate(settings.classificationsPerSecond),
    expressionResult: null,
    landmarkResult: NO_LANDMARKS,
    head: UNKNOWN_HEAD,
    quality: 0,
    light: 0,
    blinkCount: null,
  };
}

/** The seen faces among `faces` that the rate allows now, those with priority first. */
export function takeTurns(
  limiter: RateLimiter,
  faces: readonly TrackedFace[],
  timeMs: number,
  priority: readonly TrackedFace[] = [],
): TrackedFace[] {
  const seen = faces.filter((face) => face.track.detection !== null);
  const keyOf = ({ track }: TrackedFace) => track.key;
  const taken = new Set(limiter.take(seen.map(keyOf), timeMs, new Set(priority.map(keyOf))));
  return seen.filter((face) => taken.has(keyOf(face)));
}
