import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/clock.js';
import type { FrameAnalysis } from '../../../src/core/face.js';
import { silentLog } from '../../../src/core/log.js';
import { packageRoot } from '../../../src/core/package-root.js';
import type { GrayImage } from '../../../src/inference/crop/area-resize.js';
import { quarterTurn } from '../../../src/inference/crop/pad-and-turn.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { createFacePipeline } from '../../../src/inference/pipeline/face-pipeline.js';
import { SceneRenderer } from '../../../src/synthetic/scene-renderer.js';
import { sixFaces } from '../../synthetic/fixtures/named-scenes.js';

const EPOCH_MS = 1_700_000_000_000;
const FRAME_MS = 500;

/** Analyses drawn visitors whose pictures `mount` turns, as a camera does that hangs so. */
async function film(mount: (picture: GrayImage) => GrayImage, seconds: number) {
  const settings = defaultInferenceSettings(`${packageRoot()}/models`);
  const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
  onTestFinished(() => pipeline.close());
  const scene = sixFaces(3, 120);
  const renderer = new SceneRenderer(scene);
  const analyses: FrameAnalysis[] = [];
  for (let timeMs = 0; timeMs <= seconds * 1000; timeMs += FRAME_MS) {
    const { pixels } = renderer.render(timeMs / 1000);
    const frame = mount({ pixels, width: scene.widthPx, height: scene.heightPx });
    analyses.push(
      await pipeline.analyse({
        ...frame,
        sequence: timeMs / FRAME_MS,
        capturedAtMs: EPOCH_MS + timeMs,
        monotonicMs: timeMs,
        mediaTimeS: timeMs / 1000,
      }),
    );
  }
  return analyses;
}

// A camera that hangs turned by so much clockwise needs the rest of the circle.
it.each([
  [180, 180],
  [90, 270],
] as const)(
  'a camera that hangs turned by %i degrees: a turn by %i is suggested',
  async (by, wanted) => {
    const analyses = await film((picture) => quarterTurn(picture, by), 26);
    expect(analyses.at(-1)?.turned).toBe(wanted);
  },
);

it('nothing is suggested while faces are seen as they are', async () => {
  const analyses = await film((picture) => picture, 26);
  expect(analyses.some(({ turned }) => turned !== undefined)).toBe(false);
  expect(analyses.at(-1)?.faces.length).toBeGreaterThan(3);
});
