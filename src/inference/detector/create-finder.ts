import type { Clock } from '../../core/clock.js';
import type { Log } from '../../core/log.js';
import type { NativeCalls } from '../host/native-gate.js';
import type { InferenceSettings } from '../inference-settings.js';
import type { Landmarker } from '../landmarks.js';
import { CascadeFinder } from './cascade/cascade-finder.js';
import { createHaarDetector } from './cascade/haar-detector.js';
import type { FaceFinder } from './face-finder.js';
import { JointFinder } from './joint-finder.js';
import { loadFaceNetwork } from './network/face-network.js';
import { NetworkFinder } from './network/network-finder.js';
import { landmarkOpinion } from './second-opinion.js';

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
export async function createFinder(
  settings: InferenceSettings,
  deps: FinderDeps,
): Promise<FaceFinder> {
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

function cascadeFinder(settings: InferenceSettings, clock: Clock): FaceFinder {
  const { cascadePath, secondCascadePath: secondPath } = settings;
  return new CascadeFinder(createHaarDetector({ cascadePath, secondPath }), settings, clock);
}

async function networkFinder(
  settings: InferenceSettings,
  { clock, log, landmarker, nativeCalls }: FinderDeps,
): Promise<FaceFinder> {
  const { detectorDir: modelDir, engine, threads } = settings;
  const network = await loadFaceNetwork({ modelDir, engine, threads, log, nativeCalls });
  return new NetworkFinder(network, landmarkOpinion(landmarker), settings, clock);
}
