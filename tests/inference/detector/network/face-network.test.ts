import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { singleFrontal } from '../../../../src/capture/synthetic/named-scenes.js';
import { SceneRenderer } from '../../../../src/capture/synthetic/scene-renderer.js';
import { intersectionOverUnion } from '../../../../src/core/box.js';
import { silentLog } from '../../../../src/core/log.js';
import { packageRoot } from '../../../../src/core/package-root.js';
import {
  type FaceNetwork,
  loadFaceNetwork,
} from '../../../../src/inference/detector/network/face-network.js';
import { planViews } from '../../../../src/inference/detector/network/search-view.js';
import { loadEngine } from '../../../../src/inference/engines/load-engine.js';
import { normalisePicture } from '../../../../src/inference/engines/normalise.js';
import { readDetectorManifest } from '../../../../src/inference/manifest.js';

const MODEL_DIR = join(packageRoot(), 'models/detector');
const options = { modelDir: MODEL_DIR, threads: 1, log: silentLog };

/** A copy of the model whose manifest a test may spoil. */
function copied(change: (manifest: Record<string, unknown>) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-detector-'));
  cpSync(MODEL_DIR, folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest));
  return folder;
}

describe('loadFaceNetwork', () => {
  let network: FaceNetwork;
  beforeAll(async () => {
    network = await loadFaceNetwork({ ...options, engine: 'onnx' });
  });
  afterAll(() => network.dispose());

  it('finds the drawn face once, where it is, and the room empty of others', async () => {
    const scene = singleFrontal();
    const { pixels, truth } = new SceneRenderer(scene).render(0.5);
    const frame = { pixels, width: scene.widthPx, height: scene.heightPx };
    const [view] = planViews(frame.width, frame.height, 40, network.input);
    const found = await network.look(frame, view!, network.manifest.minScore);
    expect(found).toHaveLength(1);
    expect(intersectionOverUnion(found[0]!.box, truth.people[0]!.box)).toBeGreaterThan(0.5);
  });

  it('finds nobody in a black picture', async () => {
    const frame = { pixels: new Uint8Array(640 * 480), width: 640, height: 480 };
    const [view] = planViews(640, 480, 40, network.input);
    expect(await network.look(frame, view!, network.manifest.keepScore)).toEqual([]);
  });

  it.each([
    ['onnx', 2e-3],
    ['tfjs', 2e-3],
    ['onnx-int8', 0.2],
  ] as const)('%s says what PyTorch said of the golden picture', async (engine, tolerance) => {
    const golden = JSON.parse(readFileSync(join(MODEL_DIR, 'parity.json'), 'utf8'));
    const manifest = readDetectorManifest(MODEL_DIR);
    const outputNames = manifest.outputs.map(({ name }) => name);
    const loaded = await loadEngine({ ...options, manifest, outputNames, engine });
    const pixels = Buffer.from(golden[0].pixels, 'base64');
    const input = new Float32Array(pixels.length);
    normalisePicture(pixels, manifest.input.normalisation, input, 0);
    const outputs = await loaded.run(input, 1);
    for (const [i, name] of outputNames.entries()) {
      const said = engine === 'onnx-int8' ? golden[0].int8 : golden[0];
      const wanted: readonly number[] = said[name];
      expect(outputs[i]).toHaveLength(wanted.length);
      const apart = wanted.reduce((most, v, k) => Math.max(most, Math.abs(v - outputs[i]![k]!)), 0);
      expect(apart).toBeLessThan(tolerance);
    }
    await loaded.dispose();
  });

  it('refuses a manifest without maps, and one whose cells do not fit', async () => {
    const without = copied((manifest) => {
      manifest.outputs = [];
    });
    await expect(
      loadFaceNetwork({ ...options, engine: 'onnx', modelDir: without }),
    ).rejects.toThrow(/outputs: wrong, expected a list of objects/);
    const wrong = copied((manifest) => {
      manifest.outputs = [{ name: 'small', stridePx: 16 }];
    });
    await expect(
      loadFaceNetwork({ ...options, engine: 'onnx', modelDir: wrong }),
    ).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    });
  });

  it('says which folder is missing', async () => {
    const modelDir = join(tmpdir(), 'ekspresi-no-detector');
    await expect(loadFaceNetwork({ ...options, engine: 'onnx', modelDir })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
    });
  });
});
