import { systemClock } from '../src/core/clock.js';
import { type FrameAnalysis, STAGE_TIMES, type StageTimes } from '../src/core/face.js';
import { silentLog } from '../src/core/log.js';
import { packageRoot } from '../src/core/package-root.js';
import {
  type DetectorChoice,
  defaultInferenceSettings,
} from '../src/inference/inference-settings.js';
import { createFacePipeline } from '../src/inference/pipeline/face-pipeline.js';
import type { Scene } from '../src/synthetic/scene.js';
import { SceneRenderer } from '../src/synthetic/scene-renderer.js';
import {
  crossing,
  emptyRoom,
  singleFrontal,
  sixFaces,
} from '../tests/synthetic/fixtures/named-scenes.js';
import { detectorNamed } from './detector-choice.js';
import { processorMs } from './processor-clock.js';

const defaults = defaultInferenceSettings(`${packageRoot()}/models`);

/** Frames before the measurement: the first one is searched whole, and the code gets compiled. */
const WARM_UP = 45;

/**
 * Processor milliseconds a frame of every stage, and how often a face is read, on rendered scenes
 * of 640×480 with six faces, one, nobody: `node bench/run.js frame-cost [frames] [frames a second]
 * [scene] [detector]`.
 */
export async function main([
  frames = '300',
  rate = '15',
  only = '',
  named = defaults.detector,
]: readonly string[]) {
  const detector = detectorNamed(named);
  const scenes: Record<string, Scene> = {
    'six faces': sixFaces(3),
    'one face': { ...sixFaces(5), people: sixFaces(5).people.slice(4, 5) },
    'one face, still': singleFrontal(),
    'two who cross': crossing(2),
    nobody: emptyRoom(2),
  };
  for (const [name, scene] of Object.entries(scenes)) {
    if (!name.includes(only)) continue;
    const analyses = await analyse(scene, Number(frames) + WARM_UP, Number(rate), detector);
    const measured = analyses.slice(WARM_UP);
    const people = scene.people.length;
    const faces = measured.reduce((sum, analysis) => sum + analysis.faces.length, 0);
    const stageMs = Object.fromEntries(
      STAGE_TIMES.map((stage) => [stage, figures(measured.map(({ stages }) => stages[stage]))]),
    );
    const read = measured.flatMap((analysis) => analysis.faces.filter((face) => face.fresh)).length;
    const facesAFrame = Number((faces / measured.length).toFixed(2));
    const readingsAFaceSecond = Number(((read * Number(rate)) / Math.max(1, faces)).toFixed(1));
    const counts = { people, facesAFrame, readingsAFaceSecond };
    process.stdout.write(`${JSON.stringify({ name, detector, ...counts, ...stageMs })}\n`);
  }
}

async function analyse(
  scene: Scene,
  frames: number,
  rate: number,
  detector: DetectorChoice,
): Promise<FrameAnalysis[]> {
  const deps = { clock: systemClock, log: silentLog };
  const pipeline = await createFacePipeline({ ...defaults, detector }, deps);
  const renderer = new SceneRenderer(scene);
  const analyses: FrameAnalysis[] = [];
  for (let sequence = 0; sequence < frames; sequence++) {
    const timeMs = (sequence * 1000) / rate;
    const { pixels } = renderer.render(timeMs / 1000);
    const { widthPx: width, heightPx: height } = scene;
    const time = { capturedAtMs: timeMs, monotonicMs: timeMs, mediaTimeS: timeMs / 1000 };
    const beganMs = processorMs();
    const analysis = await pipeline.analyse({ pixels, width, height, sequence, ...time });
    const stages = onProcessor(analysis.stages, processorMs() - beganMs);
    analyses.push({ ...analysis, stages });
  }
  await pipeline.close();
  return analyses;
}

/**
 * The processor's time of a frame, shared among the stages by the clock on the wall: to ask for the
 * processor's time at every stage would cost as much as the smaller ones do.
 */
function onProcessor(stages: StageTimes, spentMs: number): StageTimes {
  const scale = spentMs / Math.max(1e-6, stages.totalMs);
  const shares = STAGE_TIMES.map((stage) => [stage, stages[stage] * scale]);
  return { ...stages, ...Object.fromEntries(shares), totalMs: spentMs };
}

function figures(times: readonly number[]): { mean: number; p50: number; p95: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const at = (share: number) => Number(sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(2));
  return { mean: Number(mean.toFixed(2)), p50: at(0.5), p95: at(0.95) };
}
