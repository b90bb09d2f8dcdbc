import type { Clock } from '../../core/clock.js';
import type { FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import type { Log } from '../../core/log.js';
import { loadDetector } from '../detection/load-detectors.js';
import { loadClassifier } from '../expression/classifier.js';
import type { InferenceSettings, LiveSettings } from '../inference-settings.js';
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
  /** The next frame is of another video: its faces are others, numbered from the first again. */
  beginVideo(): void;
  /**
   * A picture on its own: every detection is a face, ids are 1…n from left to right, smoothed
   * equals raw, no blinks. Leaves the state of a video alone.
   */
  analyseStill(frame: GrayFrame): Promise<FrameAnalysis>;
  /**
   * Holds for a video from its next frame on, for the faces in view as well: those whose centre
   * lies in a mask end.
   */
  change(settings: LiveSettings): void;
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
  let video = new VideoAnalyser(parts);
  const { name, version } = classifier.manifest;
  return {
    model: { name, version, engine: classifier.engineName },
    analyse: (frame) => video.analyse(frame),
    beginVideo: () => {
      video = new VideoAnalyser(parts);
    },
    analyseStill: (frame) => analyseStill(frame, parts),
    change: (changed) => video.change(changed),
    async close() {
      await detector.dispose();
      await classifier.dispose();
      await landmarker?.dispose();
    },
  };
}
