import type { Clock } from '../../core/clock.js';
import type { Detector } from '../detection/detector.js';
import type { ExpressionClassifier } from '../expression/classifier.js';
import type { InferenceSettings } from '../inference-settings.js';
import type { Landmarker } from '../landmarks/landmarker.js';

/** The networks and settings that videos and still pictures are analysed with. */
export interface PipelineParts {
  readonly settings: InferenceSettings;
  readonly clock: Clock;
  readonly detector: Detector;
  readonly classifier: ExpressionClassifier;
  readonly landmarker: Landmarker | null;
}
