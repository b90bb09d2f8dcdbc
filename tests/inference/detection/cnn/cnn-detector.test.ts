import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intersectionOverUnion } from '../../../../src/core/box.js';
import { silentLog } from '../../../../src/core/log.js';
import { packageRoot } from '../../../../src/core/package-root.js';
import { loadCnnDetector } from '../../../../src/inference/detection/cnn/cnn-detector.js';
import type { Detector, DetectorSettings } from '../../../../src/inference/detection/detector.js';
import { planTiles } from '../../../../src/inference/detection/tile.js';
import { SceneRenderer } from '../../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../../synthetic/fixtures/named-scenes.js';

const MODEL_DIR = join(packageRoot(), 'models/detector');
const load = (settings: Partial<DetectorSettings>) => {
  const all = { detectorDir: MODEL_DIR, cascadePath: '', engine: 'onnx' as const, threads: 1 };
  return loadCnnDetector({ ...all, ...settings }, { log: silentLog });
};

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

describe('loadCnnDetector', () => {
  let network: Detector;
  beforeAll(async () => {
    network = await load({});
  });
  afterAll(() => network.dispose());

  it('finds the drawn face once, where it is, and the room empty of others', async () => {
    const scene = singleFrontal();
    const { pixels, truth } = new SceneRenderer(scene).render(0.5);
    const frame = { pixels, width: scene.widthPx, height: scene.heightPx };
    const [view] = planTiles(frame.width, frame.height, 40, network.input);
    const found = await network.look(frame, view!, network.scores.min);
    expect(found).toHaveLength(1);
    expect(intersectionOverUnion(found[0]!.box, truth.people[0]!.box)).toBeGreaterThan(0.5);
  });

  it('finds nobody in a black picture', async () => {
    const frame = { pixels: new Uint8Array(640 * 480), width: 640, height: 480 };
    const [view] = planTiles(640, 480, 40, network.input);
    expect(await network.look(frame, view!, network.scores.keep)).toEqual([]);
  });

  it('refuses a manifest without maps, and one whose cells do not fit', async () => {
    const without = copied((manifest) => {
      manifest.outputs = [];
    });
    await expect(load({ detectorDir: without })).rejects.toThrow(
      /outputs: wrong, expected a list of objects/,
    );
    const wrong = copied((manifest) => {
      manifest.outputs = [{ name: 'small', stridePx: 16 }];
    });
    await expect(load({ detectorDir: wrong })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    });
  });

  it('says which folder is missing', async () => {
    const modelDir = join(tmpdir(), 'ekspresi-no-detector');
    await expect(load({ detectorDir: modelDir })).rejects.toMatchObject({
      code: 'MODEL_MISSING',
    });
  });
});
