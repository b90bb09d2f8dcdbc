import type { DetectorChoice, DetectorName } from '../inference-settings.js';
import { loadCnnDetector } from './cnn/cnn-detector.js';
import {
  type Detector,
  type DetectorDeps,
  type DetectorSettings,
  type LoadDetector,
  mergeDetectors,
} from './detector.js';
import { loadHaarDetector } from './haar/haar-detector.js';

/** The detectors by their name in the configuration; each is a folder beside this file. */
const DETECTORS: Readonly<Record<DetectorName, LoadDetector>> = {
  haar: loadHaarDetector,
  cnn: loadCnnDetector,
};

/**
 * The detector that the configuration names; `both` merges the detections of the two.
 * Throws CASCADE_MISSING, MODEL_MISSING, MODEL_INVALID or ENGINE_UNAVAILABLE.
 */
export async function loadDetector(
  choice: DetectorChoice,
  settings: DetectorSettings,
  deps: DetectorDeps,
): Promise<Detector> {
  if (choice !== 'both') return DETECTORS[choice](settings, deps);
  const cnn = await DETECTORS.cnn(settings, deps);
  return mergeDetectors(cnn, await DETECTORS.haar(settings, deps));
}
