import type { Clock } from '../../core/clock.js';
import type { FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import type { Log } from '../../core/log.js';
import type { Mask } from '../../core/mask.js';
import { loadDetector } from '../detection/load-detectors.js';
import { loadClassifier } from '../expression/classifier.js';
import type { InferenceSettings } from '../inference-settings.js';
import { loadLandmarker } from '../landmarks/landmarker.js';
import type { NativeCalls } from '../worker/native-gate.js';
import { analyseStill } from './analyse-still.js';
import type { PipelineParts } from './pipeline-parts.js';
import { VideoAnalyser } from './video-analyser.js';

export interface FacePipeline {
  readonly model: { readonly name: string; readonly version: string; readonly engine: string };
  /**
   * One frame of a video: faces are followed and smoothed. Frames come in order of their
   * `monotonicMs`, one at a time.
   */
  analyse(frame: GrayFrame): Promise<FrameAnalysis>;
  /**
   * A picture on its own: every detection is a face, ids are 1…n from left to right, smoothed
   * equals raw, no blinks. Leaves the state of a video alone.
   */
  analyseStill(frame: GrayFrame): Promise<FrameAnalysis>;
  /** Faces of a video whose centre lies in a mask end and are no longer followed. */
  setMasks(masks: readonly Mask[]): void;
  /** Where the screen is, from the next frame on, for the faces in view as well. */
  setLooking(looking: InferenceSettings['looking']): void;
  close(): Promise<void>;
}

/**
 * Loads detector and models. Throws CASCADE_MISSING, MODEL_MISSING, MODEL_INVALID or
 * ENGINE_UNAVAILABLE.
 */
export async function createFacePipeline(
  settings: InferenceSettings,
  deps: { readonly clock: Clock; readonly log: Log; readonly nativeCalls?: NativeCalls },
): Promise<FacePipeline> {
  const { engine, threads, modelDir, labels, prior, landmarksDir } = settings;
  const { clock, log, nativeCalls } = deps;
  const runtime = { engine, threads, log, nativeCalls };
  const classifier = await loadClassifier({ modelDir, labels, prior, ...runtime });
  const landmarker =
    landmarksDir === null ? null : await loadLandmarker({ modelDir: landmarksDir, ...runtime });
  const detector = await loadDetector(settings.detector, settings, { log, nativeCalls });
  const parts: PipelineParts = { settings, clock, detector, classifier, landmarker };
  const video = new VideoAnalyser(parts);
  const { name, version } = classifier.manifest;
  return {
    model: { name, version, engine: classifier.engineName },
    analyse: (frame) => video.analyse(frame),
    analyseStill: (frame) => analyseStill(frame, parts),
    setMasks: (masks) => video.setMasks(masks),
    setLooking: (looking) => video.setLooking(looking),
    async close() {
      await detector.dispose();
      await classifier.dispose();
      await landmarker?.dispose();
    },
  };
}
