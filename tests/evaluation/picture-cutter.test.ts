import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import {
  faceCutter,
  type PictureCutter,
  wholeCutter,
} from '../../src/evaluation/picture-cutter.js';
import {
  type ExpressionClassifier,
  loadClassifier,
} from '../../src/inference/expression/classifier.js';
import { defaultInferenceSettings } from '../../src/inference/inference-settings.js';
import { createFacePipeline } from '../../src/inference/pipeline/face-pipeline.js';
import type { Scene } from '../../src/synthetic/scene.js';
import { renderScene } from '../../src/synthetic/scene-renderer.js';
import { emptyRoom, sixFaces } from '../synthetic/fixtures/named-scenes.js';

const settings = defaultInferenceSettings(join(packageRoot(), 'models'));
const size = { width: 48, height: 48 };
/** A moment of a scene as a frame. */
function frameOf(scene: Scene) {
  const { widthPx: width, heightPx: height } = scene;
  const { pixels } = renderScene(scene, 1);
  return { pixels, width, height, sequence: 0, capturedAtMs: 0, monotonicMs: 0, mediaTimeS: 0 };
}

let classifier: ExpressionClassifier;
let cutter: PictureCutter;

beforeAll(async () => {
  classifier = await loadClassifier({
    modelDir: settings.modelDir,
    labels: 'crowd',
    engine: 'auto',
    threads: 1,
  });
  cutter = await faceCutter(classifier, settings);
});
afterAll(async () => {
  await cutter.dispose();
  await classifier.dispose();
});

describe('faceCutter', () => {
  it('cuts the largest face as analyze sees it', async () => {
    const picture = frameOf(sixFaces());
    const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
    const { faces } = await pipeline.analyseStill(picture);
    await pipeline.close();
    const [largest, second] = [...faces].sort((a, b) => b.box.width - a.box.width);
    const before = cutter.facesFound() ?? Number.NaN;
    const [seen] = await classifier.classify([await cutter.cut(picture)]);
    expect(cutter.facesFound()).toBe(before + 1);
    expect(seen).toEqual(largest?.raw);
    expect(seen).not.toEqual(second?.raw);
  });

  it('takes all of a picture without a face, as whole does', async () => {
    const picture = frameOf(emptyRoom());
    const before = cutter.facesFound();
    expect(await cutter.cut(picture)).toEqual(await wholeCutter(size).cut(picture));
    expect(cutter.facesFound()).toBe(before);
  });

  it.each([
    [1, 1],
    [1, 300],
    [48, 48],
  ])('does not stumble over %d×%d pixels', async (width, height) => {
    const picture = { pixels: new Uint8Array(width * height).fill(90), width, height };
    expect(await cutter.cut(picture)).toEqual(new Uint8Array(2304).fill(90));
  });

  it('refuses a model that reads other pictures than faces are cut to', async () => {
    const { manifest } = classifier;
    const other = {
      ...classifier,
      manifest: { ...manifest, input: { ...manifest.input, width: 64 } },
    };
    await expect(faceCutter(other, settings)).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  });
});

it('wholeCutter hands on a picture of the size itself', async () => {
  const pixels = Uint8Array.from({ length: 2304 }, (_, i) => i % 251);
  expect(await wholeCutter(size).cut({ ...size, pixels })).toBe(pixels);
  expect(wholeCutter(size).facesFound()).toBeNull();
});
