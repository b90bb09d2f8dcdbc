import { systemClock } from '../../src/core/clock.js';
import type { FrameAnalysis } from '../../src/core/face.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';
import { loadDetector } from '../../src/inference/detection/load-detectors.js';
import { loadClassifier } from '../../src/inference/expression/classifier.js';
import {
  type DetectorChoice,
  defaultInferenceSettings,
} from '../../src/inference/inference-settings.js';
import { loadLandmarker } from '../../src/inference/landmarks/landmarker.js';
import { analyseStill } from '../../src/inference/pipeline/analyse-still.js';
import type { PipelineParts } from '../../src/inference/pipeline/pipeline-parts.js';
import { VideoAnalyser } from '../../src/inference/pipeline/video-analyser.js';

/** The product's pipeline: networks loaded once, the state of a video begun again for each film. */
export interface LightSubject {
  film(frames: readonly GrayImage[], framesPerSecond: number): Promise<FrameAnalysis[]>;
  still(picture: GrayImage): Promise<FrameAnalysis>;
  close(): Promise<void>;
}

export async function createLightSubject(name: DetectorChoice): Promise<LightSubject> {
  const settings = { ...defaultInferenceSettings(`${packageRoot()}/models`), detector: name };
  const { engine, threads, modelDir, labels, landmarksDir } = settings;
  const log = silentLog;
  const clock = systemClock;
  const classifier = await loadClassifier({ modelDir, labels, engine, threads, log });
  const landmarker =
    landmarksDir === null
      ? null
      : await loadLandmarker({ modelDir: landmarksDir, engine, threads, log });
  const detector = await loadDetector(name, settings, { log });
  const parts: PipelineParts = { settings, clock, detector, classifier, landmarker };
  const frameAt = (picture: GrayImage, sequence: number, timeMs: number) => ({
    ...picture,
    ...{ sequence, capturedAtMs: timeMs, monotonicMs: timeMs, mediaTimeS: timeMs / 1000 },
  });
  return {
    async film(frames, framesPerSecond) {
      const analyser = new VideoAnalyser(parts);
      const analyses: FrameAnalysis[] = [];
      for (const [i, frame] of frames.entries()) {
        analyses.push(await analyser.analyse(frameAt(frame, i, (1000 * i) / framesPerSecond)));
      }
      return analyses;
    },
    still: (picture) => analyseStill(frameAt(picture, 0, 0), parts),
    async close() {
      await detector.dispose();
      await classifier.dispose();
      await landmarker?.dispose();
    },
  };
}
