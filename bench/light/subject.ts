import { systemClock } from '../../src/core/clock.js';
import type { FrameAnalysis } from '../../src/core/face.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';
import { createDetectionScheduler } from '../../src/inference/detection/create-detection-scheduler.js';
import type { DetectionScheduler } from '../../src/inference/detection/detection-scheduler.js';
import { loadClassifier } from '../../src/inference/expression/classifier.js';
import {
  type DetectorChoice,
  defaultInferenceSettings,
} from '../../src/inference/inference-settings.js';
import { loadLandmarker } from '../../src/inference/landmarks/landmarker.js';
import { analyseStill } from '../../src/inference/pipeline/analyse-still.js';
import type { PipelineParts } from '../../src/inference/pipeline/pipeline-parts.js';
import { VideoAnalyser } from '../../src/inference/pipeline/video-analyser.js';

/** The product's pipeline, most of its networks loaded once, its memory of a video begun anew for each film. */
export interface LightSubject {
  film(frames: readonly GrayImage[], framesPerSecond: number): Promise<FrameAnalysis[]>;
  still(picture: GrayImage): Promise<FrameAnalysis>;
  close(): Promise<void>;
}

export async function createLightSubject(detector: DetectorChoice): Promise<LightSubject> {
  const settings = { ...defaultInferenceSettings(`${packageRoot()}/models`), detector };
  const { engine, threads, modelDir, labels, landmarksDir } = settings;
  const log = silentLog;
  const clock = systemClock;
  const classifier = await loadClassifier({ modelDir, labels, engine, threads, log });
  const landmarker =
    landmarksDir === null
      ? null
      : await loadLandmarker({ modelDir: landmarksDir, engine, threads, log });
  const parts = (finder: DetectionScheduler): PipelineParts => ({
    ...{ settings, clock, finder, classifier, landmarker },
  });
  const withFinder = async <Result>(use: (finder: DetectionScheduler) => Promise<Result>) => {
    const finder = await createDetectionScheduler(settings, { clock, log, landmarker });
    try {
      return await use(finder);
    } finally {
      await finder.dispose();
    }
  };
  const frameAt = (picture: GrayImage, sequence: number, timeMs: number) => ({
    ...picture,
    ...{ sequence, capturedAtMs: timeMs, monotonicMs: timeMs, mediaTimeS: timeMs / 1000 },
  });
  return {
    film: (frames, framesPerSecond) =>
      withFinder(async (finder) => {
        const analyser = new VideoAnalyser(parts(finder));
        const analyses: FrameAnalysis[] = [];
        for (const [i, frame] of frames.entries()) {
          analyses.push(await analyser.analyse(frameAt(frame, i, (1000 * i) / framesPerSecond)));
        }
        return analyses;
      }),
    still: (picture) => withFinder((finder) => analyseStill(frameAt(picture, 0, 0), parts(finder))),
    async close() {
      await classifier.dispose();
      await landmarker?.dispose();
    },
  };
}
