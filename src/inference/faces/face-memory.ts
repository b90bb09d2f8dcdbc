import type { Expression, ProbabilityVector } from '../../core/expression.js';
import type { EyeRatios, Point } from '../../core/face.js';
import { BlinkDetector } from '../eyes/blink-detector.js';
import type { BlinkSettings } from '../eyes/blink-settings.js';
import { ExpressionRest } from '../schedule/expression-rest.js';
import {
  createExpressionSmoother,
  type ExpressionSmoother,
} from '../smoothing/expression-smoother.js';
import type { SmoothingSettings } from '../smoothing/smoothing-settings.js';

/** What the network said of a face the last time it was asked. */
export interface ExpressionReading {
  readonly raw: ProbabilityVector;
  readonly smoothed: ProbabilityVector;
  readonly expression: Expression;
  readonly confidence: number;
}

/** What the landmark network said of a face the last time it was asked. */
export interface EyeReading {
  readonly landmarks: readonly Point[] | null;
  readonly ear: number | null;
  readonly eyes: EyeRatios | null;
  readonly confidence: number | null;
}

/** What the pipeline remembers of one followed face. */
export interface FaceMemory {
  readonly smoother: ExpressionSmoother;
  readonly blinks: BlinkDetector;
  readonly rest: ExpressionRest;
  reading: ExpressionReading | null;
  eyes: EyeReading;
  quality: number;
  light: number;
  blinkCount: number | null;
}

export const NO_EYES: EyeReading = { landmarks: null, ear: null, eyes: null, confidence: null };

export function createFaceMemory(settings: {
  readonly smoothing: Partial<SmoothingSettings>;
  readonly blink: Partial<BlinkSettings>;
  readonly classificationsPerSecond: number;
}): FaceMemory {
  return {
    smoother: createExpressionSmoother(settings.smoothing),
    blinks: new BlinkDetector(settings.blink),
    rest: new ExpressionRest(settings.classificationsPerSecond),
    reading: null,
    eyes: NO_EYES,
    quality: 0,
    light: 0,
    blinkCount: null,
  };
}
