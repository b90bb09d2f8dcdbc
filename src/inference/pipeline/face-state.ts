import type { Expression, ProbabilityVector } from '../../core/expression.js';
import type { EyeRatios, Point } from '../../core/face.js';
import {
  createExpressionSmoother,
  type ExpressionSmoother,
} from '../expression/expression-smoother.js';
import type { SmoothingSettings } from '../expression/smoothing-settings.js';
import { BlinkDetector } from '../eyes/blink-detector.js';
import type { BlinkSettings } from '../eyes/blink-settings.js';
import { AdaptiveInferenceRate } from '../schedule/adaptive-inference-rate.js';

/** What the network said of a face the last time it was asked. */
export interface ExpressionResult {
  readonly raw: ProbabilityVector;
  readonly smoothed: ProbabilityVector;
  readonly expression: Expression;
  readonly confidence: number;
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
