import { systemClock } from '../../src/core/clock.js';
import type { FrameAnalysis } from '../../src/core/face.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import { loadClassifier } from '../../src/inference/classifier.js';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';
import { createFinder } from '../../src/inference/detector/create-finder.js';
import type { FaceFinder } from '../../src/inference/detector/face-finder.js';
import { analyseStill } from '../../src/inference/faces/analyse-still.js';
import type { PipelineParts } from '../../src/inference/faces/pipeline-parts.js';
import { VideoAnalyser } from '../../src/inference/faces/video-analyser.js';
import {
  type DetectorChoice,
  defaultInferenceSettings,
} from '../../src/inference/inference-settings.js';
import { loadLandmarker } from '../../src/inference/landmarks.js';

/** The product's pipeline, most of its networks loaded once, its memory of a video begun anew for each film. */
export interface LightSubject {
  film(frames: readonly GrayImage[], framesPerSecond: number): Promise<FrameAnalysis[]>;
  still(picture: GrayImage): Promise<FrameAnalysis>;
  close(): Promise<void>;
}

export async function createLightSubject(detector: DetectorChoice): Promise<LightSubject> {
  const settings = { ...defaultInferenceSettings(`${packageRoot()}/models`), detector };
  const { engine, threads, modelDir, landmarksDir } = settings;
  const log = silentLog;
  const clock = systemClock;
  const classifier = await loadClassifier({ modelDir, engine, threads, log });
  const landmarker =
    landmarksDir === null
      ? null
      : await loadLandmarker({ modelDir: landmarksDir, engine, threads, log });
  const parts = (finder: FaceFinder): PipelineParts => ({
    ...{ settings, clock, finder, classifier, landmarker },
  });
  const withFinder = async <Result>(use: (finder: FaceFinder) => Promise<Result>) => {
    const finder = await createFinder(settings, { clock, log, landmarker });
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
