import { expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.js';
import type { FrameAnalysis } from '../../../src/core/face.js';
import { silentLog } from '../../../src/core/log.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { createFacePipeline } from '../../../src/inference/pipeline/face-pipeline.js';
import type { Scene } from '../../../src/synthetic/scene.js';
import { SceneRenderer } from '../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../synthetic/fixtures/named-scenes.js';

const FRAMES_A_SECOND = 15;
const EPOCH_MS = 1_700_000_000_000;
const settings = defaultInferenceSettings(`${packageRoot()}/models`);

/** Analyses two seconds of each scene as one film. */
async function film(scenes: readonly Scene[]): Promise<FrameAnalysis[]> {
  const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
  const analyses: FrameAnalysis[] = [];
  for (const scene of scenes) {
    const renderer = new SceneRenderer(scene);
    for (let i = 0; i < 2 * FRAMES_A_SECOND; i++) {
      const sequence = analyses.length;
      const timeMs = (1000 * sequence) / FRAMES_A_SECOND;
      const { pixels } = renderer.render(i / FRAMES_A_SECOND);
      const size = { width: scene.widthPx, height: scene.heightPx };
      const time = { capturedAtMs: EPOCH_MS + timeMs, monotonicMs: timeMs };
      analyses.push(
        await pipeline.analyse({ pixels, ...size, sequence, ...time, mediaTimeS: timeMs / 1000 }),
      );
    }
  }
  await pipeline.close();
  return analyses;
}

const idsIn = (analyses: readonly FrameAnalysis[]) => [
  ...new Set(analyses.flatMap(({ faces }) => faces.map(({ trackId }) => trackId))),
];

/** Another person in another room, the face where the first one's was. */
function elsewhere(seed: number): Scene {
  const scene = singleFrontal({ seed });
  const wallTone = [0.25, 0.8, 0.45][seed % 3]!;
  return { ...scene, background: { kind: 'room', seed: 40 * seed, wallTone } };
}

it('after a hard cut somebody else at the same place is another face, at once', async () => {
  const scenes = [elsewhere(1), elsewhere(7), elsewhere(6)];
  const analyses = await film(scenes);
  const shots = scenes.map((_, i) => analyses.slice(30 * i, 30 * (i + 1)));
  expect(shots.map(idsIn)).toEqual([[1], [2], [3]]);
  for (const shot of shots) {
    const first = shot.findIndex(({ faces }) => faces.length > 0);
    expect(first).toBeLessThanOrEqual(FRAMES_A_SECOND / 2);
  }
  const [cut] = shots[1]!;
  expect(cut!.ended).toMatchObject([{ trackId: 1 }]);
  expect(cut!.ended[0]!.lastSeenMs).toBeLessThan(cut!.capturedAtMs);
}, 120_000);

it('a lamp that goes off and on again leaves everybody the number that they had', async () => {
  const day = singleFrontal({ seed: 3 });
  const dim = { ...day, light: { ...day.light, level: 0.45 } };
  const analyses = await film([day, dim, day]);
  expect(idsIn(analyses)).toEqual([1]);
  expect(analyses.flatMap(({ ended }) => ended)).toEqual([]);
}, 120_000);
