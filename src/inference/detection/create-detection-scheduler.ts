import type { Clock } from '../../core/clock.js';
import type { Log } from '../../core/log.js';
import type { InferenceSettings } from '../inference-settings.js';
import type { Landmarker } from '../landmarks/landmarker.js';
import type { NativeCalls } from '../worker/native-gate.js';
import { CnnDetectionScheduler } from './cnn/cnn-detection-scheduler.js';
import { loadCnnDetector } from './cnn/cnn-detector.js';
import type { DetectionScheduler } from './detection-scheduler.js';
import { CascadeFinder } from './haar/cascade-finder.js';
import { createHaarDetector } from './haar/haar-detector.js';
import { JointFinder } from './joint-finder.js';
import { landmarkVerifier } from './verifier.js';

interface FinderDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Has the second word on what the network takes for a new face. */
  readonly landmarker: Landmarker | null;
  readonly nativeCalls?: NativeCalls | undefined;
}

/**
 * The finder that `settings.detector` names. Throws CASCADE_MISSING, MODEL_MISSING, MODEL_INVALID or
 * ENGINE_UNAVAILABLE.
 */
export async function createDetectionScheduler(
  settings: InferenceSettings,
  deps: FinderDeps,
): Promise<DetectionScheduler> {
  switch (settings.detector) {
    case 'haar':
      return cascadeFinder(settings, deps.clock);
    case 'cnn':
      return networkFinder(settings, deps);
    case 'both':
      return new JointFinder(
        await networkFinder(settings, deps),
        cascadeFinder(settings, deps.clock),
      );
  }
}

function cascadeFinder(settings: InferenceSettings, clock: Clock): DetectionScheduler {
  const { cascadePath, secondCascadePath: secondPath } = settings;
  return new CascadeFinder(createHaarDetector({ cascadePath, secondPath }), settings, clock);
}

async function networkFinder(
  settings: InferenceSettings,
  { clock, log, landmarker, nativeCalls }: FinderDeps,
): Promise<DetectionScheduler> {
  const { detectorDir: modelDir, engine, threads } = settings;
  const network = await loadCnnDetector({ modelDir, engine, threads, log, nativeCalls });
  return new CnnDetectionScheduler(network, landmarkVerifier(landmarker), settings, clock);
}
