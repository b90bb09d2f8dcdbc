import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.js';
import type { Point } from '../../../src/core/face.js';
import { silentLog } from '../../../src/core/log.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { type Landmarker, loadLandmarker } from '../../../src/inference/landmarks/landmarker.js';
import { createFacePipeline } from '../../../src/inference/pipeline/face-pipeline.js';
import { renderScene } from '../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../synthetic/fixtures/named-scenes.js';

/** A network with known answers, see fixtures/make-landmarks.py. */
const KNOWN = fileURLToPath(new URL('../fixtures/landmarks', import.meta.url));
const frame = {
  pixels: Uint8Array.from({ length: 200 * 200 }, (_, i) => (i % 200 < 100 ? 60 : 190)),
  width: 200,
  height: 200,
};

describe('landmarks', () => {
  let landmarker: Landmarker;
  beforeAll(async () => {
    landmarker = await loadLandmarker({ modelDir: KNOWN, engine: 'onnx', threads: 1 });
  });
  afterAll(() => landmarker.dispose());

  it('are mapped from the crop of the manifest back to pixels of the frame', async () => {
    // Scale 2, moved down by half a box: the crop is x 40…140, y 65…165.
    const [face] = await landmarker.locate(frame, [
      { box: { x: 65, y: 65, width: 50, height: 50 }, previous: null },
    ]);
    expect(face!.points).toHaveLength(68);
    expect(face!.points[0]).toEqual([40, 65]);
    expect(face!.points[50]![0]).toBeCloseTo(90, 3);
    expect(face!.points[50]![1]).toBeCloseTo(90, 3);
    expect(face!.confidence).toBeGreaterThan(0.8);
  });

  it('are null where the network is not sure, each face by itself', async () => {
    const flat = { box: { x: 130, y: 20, width: 20, height: 20 }, previous: null };
    const clear = { box: { x: 80, y: 80, width: 40, height: 40 }, previous: null };
    const found = await landmarker.locate(frame, [flat, clear, flat]);
    expect(found.map((face) => face !== null)).toEqual([false, true, false]);
  });

  it('are looked for around the points of a moment ago while these still fit', async () => {
    const box = { x: 65, y: 65, width: 50, height: 50 };
    // Bounding box 80 × 60 around (95, 110); the manifest makes the square 1.25 of the longer side.
    const previous: Point[] = [
      [55, 80],
      [135, 140],
    ];
    const [near] = await landmarker.locate(frame, [{ box, previous }]);
    expect(near!.points[0]).toEqual([45, 60]);
    const elsewhere: Point[] = [
      [150, 150],
      [170, 170],
    ];
    const [far] = await landmarker.locate(frame, [{ box, previous: elsewhere }]);
    expect(far!.points[0]).toEqual([40, 65]);
  });

  it('of nobody are nothing', async () => {
    expect(await landmarker.locate(frame, [])).toEqual([]);
  });

  it('refuses a manifest without a crop', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ekspresi-landmarks-'));
    writeFileSync(join(folder, 'manifest.json'), '{"task":"landmarks","name":"x"}');
    await expect(
      loadLandmarker({ modelDir: folder, engine: 'onnx', threads: 1 }),
    ).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  });
});

describe('a pipeline with landmarks', () => {
  it('gives points, eye ratios and their mean for every face', async () => {
    const pipeline = await createFacePipeline(
      { ...defaultInferenceSettings(join(packageRoot(), 'models')), landmarksDir: KNOWN },
      { clock: systemClock, log: silentLog },
    );
    const scene = singleFrontal();
    const { pixels } = renderScene(scene, 0);
    const still = await pipeline.analyseStill({
      pixels,
      width: scene.widthPx,
      height: scene.heightPx,
      sequence: 0,
      capturedAtMs: 0,
      monotonicMs: 0,
      mediaTimeS: 0,
    });
    await pipeline.close();
    const [face] = still.faces;
    expect(face!.landmarks).toHaveLength(68);
    // The known points lie on one line, so that both eyes are shut lines of no height.
    expect(face!.eyes).not.toBeNull();
    expect(face!.ear).toBeTypeOf('number');
  }, 30_000);
});
