import { expect, it, onTestFinished } from 'vitest';
import { boxCentre } from '../../../src/core/box.js';
import { systemClock } from '../../../src/core/clock.js';
import type { FrameAnalysis } from '../../../src/core/face.js';
import { silentLog } from '../../../src/core/log.js';
import { isMasked, type Mask } from '../../../src/core/mask.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { createFacePipeline } from '../../../src/inference/pipeline/face-pipeline.js';
import type { Scene } from '../../../src/synthetic/scene.js';
import { SceneRenderer } from '../../../src/synthetic/scene-renderer.js';
import { openTestStore, testRun } from '../../store/fixtures/open-test-store.js';
import { crossing, singleFrontal } from '../../synthetic/fixtures/named-scenes.js';

const EPOCH_MS = 1_700_000_000_000;
const FRAMES_PER_SECOND = 10;

async function pipelineWith(masks: readonly Mask[]) {
  const settings = {
    ...defaultInferenceSettings(`${packageRoot()}/models`),
    tracker: { keepLostMs: 500, reidentifyMs: 500 },
    masks,
  };
  const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
  onTestFinished(() => pipeline.close());
  return pipeline;
}

/** Analyses a scene, and what comes before each frame is done by `before`. */
async function film(
  pipeline: Awaited<ReturnType<typeof pipelineWith>>,
  scene: Scene,
  seconds: number,
  before: (frame: number) => void = () => {},
): Promise<FrameAnalysis[]> {
  const renderer = new SceneRenderer(scene);
  const analyses: FrameAnalysis[] = [];
  for (let i = 0; i < seconds * FRAMES_PER_SECOND; i++) {
    before(i);
    const timeMs = (i * 1000) / FRAMES_PER_SECOND;
    const { pixels } = renderer.render(timeMs / 1000);
    analyses.push(
      await pipeline.analyse({
        pixels,
        width: scene.widthPx,
        height: scene.heightPx,
        sequence: i,
        capturedAtMs: EPOCH_MS + timeMs,
        monotonicMs: timeMs,
        mediaTimeS: timeMs / 1000,
      }),
    );
  }
  return analyses;
}

const LEFT: Mask = { x: 0, y: 0, width: 0.5, height: 1 };
const seen = (analyses: readonly FrameAnalysis[]) => analyses.flatMap(({ faces }) => faces);

it('a face in a mask is never followed; beside it, it is', async () => {
  const person = singleFrontal({ sizePx: 110, expression: 'happy' });
  const { x } = boxCentre(new SceneRenderer(person).render(0).truth.people[0]!.box);
  const share = x / person.widthPx;
  const over: Mask = { x: share - 0.1, y: 0, width: 0.2, height: 1 };
  const beside: Mask = { x: share + 0.05, y: 0, width: 1 - share - 0.05, height: 1 };
  expect(seen(await film(await pipelineWith([over]), person, 2))).toEqual([]);
  expect(seen(await film(await pipelineWith([beside]), person, 2)).length).toBeGreaterThan(10);
}, 60_000);

it('visitors who walk through a mask are not seen nor stored while in it', async () => {
  const scene = crossing();
  const stored = async (masks: readonly Mask[]) => {
    const { store } = openTestStore();
    store.beginRun(testRun);
    for (const analysis of await film(await pipelineWith(masks), scene, 5)) store.record(analysis);
    store.flush();
    const range = { fromMs: EPOCH_MS - 1000, toMs: EPOCH_MS + 60_000 };
    return store.queries.observations({ range, limit: 500 }).rows.map(({ box }) => box);
  };
  const picture = { width: scene.widthPx, height: scene.heightPx };
  const inMask = (box: Parameters<typeof isMasked>[0]) => isMasked(box, [LEFT], picture);
  const without = await stored([]);
  expect(without.filter(inMask).length).toBeGreaterThan(5);
  const masked = await stored([LEFT]);
  expect(masked.length).toBeGreaterThan(5);
  expect(masked.filter(inMask)).toEqual([]);
}, 120_000);

it('a mask drawn over a followed face lets it go at once, and it is told as gone', async () => {
  const pipeline = await pipelineWith([]);
  const everything: Mask = { x: 0, y: 0, width: 1, height: 1 };
  const analyses = await film(pipeline, singleFrontal({ sizePx: 110 }), 4, (frame) => {
    if (frame === 20) pipeline.change({ masks: [everything], looking: {} });
  });
  expect(seen(analyses.slice(10, 20))).toHaveLength(10);
  expect(seen(analyses.slice(20))).toEqual([]);
  const ended = analyses.flatMap((analysis) => analysis.ended);
  expect(ended).toMatchObject([{ trackId: 1 }]);
}, 60_000);
