import type { Clock } from '../../core/clock.js';
import type { ExpressionClassifier } from '../classifier.js';
import type { FaceFinder } from '../detector/face-finder.js';
import type { InferenceSettings } from '../inference-settings.js';
import type { Landmarker } from '../landmarks.js';

/** What both ways of analysing, video and stills, work with. */
export interface PipelineParts {
  readonly settings: InferenceSettings;
  readonly clock: Clock;
  readonly finder: FaceFinder;
  readonly classifier: ExpressionClassifier;
  readonly landmarker: Landmarker | null;
}
