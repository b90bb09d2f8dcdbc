import type { Clock } from '../../core/clock.js';
import type { DetectionScheduler } from '../detection/detection-scheduler.js';
import type { ExpressionClassifier } from '../expression/classifier.js';
import type { InferenceSettings } from '../inference-settings.js';
import type { Landmarker } from '../landmarks/landmarker.js';

/** What both ways of analysing, video and stills, work with. */
export interface PipelineParts {
  readonly settings: InferenceSettings;
  readonly clock: Clock;
  readonly finder: DetectionScheduler;
  readonly classifier: ExpressionClassifier;
  readonly landmarker: Landmarker | null;
}
