import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Box, intersectionOverUnion } from '../../../src/core/box.js';
import { systemClock } from '../../../src/core/clock.js';
import { packageRoot } from '../../../src/core/package-root.js';
import type { Detector } from '../../../src/inference/detection/detector.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { type Landmarker, loadLandmarker } from '../../../src/inference/landmarks/landmarker.js';
import { detectInStill } from '../../../src/inference/pipeline/analyse-still.js';
import type { PipelineParts } from '../../../src/inference/pipeline/pipeline-parts.js';
import { renderScene } from '../../../src/synthetic/scene-renderer.js';
import { crossing } from '../../synthetic/fixtures/named-scenes.js';

const settings = defaultInferenceSettings(`${packageRoot()}/models`);
const scene = crossing();
const { pixels, truth } = renderScene(scene, 0.5);
const time = { sequence: 0, capturedAtMs: 0, monotonicMs: 0, mediaTimeS: 0 };
const frame = { pixels, width: scene.widthPx, height: scene.heightPx, ...time };
const [near, far] = truth.people.map(({ box }) => box) as [Box, Box];

let landmarker: Landmarker;
beforeAll(async () => {
  const modelDir = settings.landmarksDir!;
  landmarker = await loadLandmarker({ modelDir, engine: 'auto', threads: 1 });
});
afterAll(() => landmarker.dispose());

/** The real landmark network behind a detector that gives the boxes of `scored`. */
function parts(scored: readonly (readonly [Box, number])[]): PipelineParts {
  const detector: Detector = {
    input: { width: 320, height: 240, minSidePx: 16 },
    scores: { sure: 0.75, min: 0.5, keep: 0.3, candidate: 0.3, candidateConfidence: 0.65 },
    async look(picture, _, minScore) {
      const border = { x: (picture.width - 640) / 2, y: (picture.height - 480) / 2 };
      return scored
        .filter(([, score]) => score >= minScore)
        .map(([box, score]) => ({
          box: { ...box, x: box.x + border.x, y: box.y + border.y },
          score,
        }));
    },
    async dispose() {},
  };
  return { settings, clock: systemClock, detector, landmarker, classifier: null as never };
}

it('a low score beside a sure face is a face where the landmark network is confident', async () => {
  const faces = await detectInStill(
    frame,
    parts([
      [near, 0.9],
      [far, 0.33],
    ]),
  );
  expect(faces).toHaveLength(2);
  expect(intersectionOverUnion(faces[1]!.box, far)).toBeGreaterThan(0.8);
});

it('a low score on a piece of wall, or on a face that is found already, is none', async () => {
  const wall = { x: 250, y: 330, width: 90, height: 90 };
  const piece = { ...near, x: near.x + 0.3 * near.width, width: 0.6 * near.width };
  const lower = { ...piece, y: near.y + 0.35 * near.height, height: 0.6 * near.height };
  const faces = await detectInStill(
    frame,
    parts([
      [near, 0.9],
      [wall, 0.45],
      [lower, 0.45],
    ]),
  );
  expect(faces).toHaveLength(1);
});
