import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLog } from '../../../src/core/log.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { loadEngine } from '../../../src/inference/engines/load-engine.js';
import { normalisePicture } from '../../../src/inference/engines/normalise.js';
import type { EngineChoice } from '../../../src/inference/inference-settings.js';
import { readDetectorManifest } from '../../../src/inference/models/detector-manifest.js';
import { readExpressionManifest } from '../../../src/inference/models/expression-manifest.js';
import { readLandmarksManifest } from '../../../src/inference/models/landmarks-manifest.js';
import type { ModelManifest } from '../../../src/inference/models/manifest.js';

const MODELS = join(packageRoot(), 'models');

/** A synthetic picture and what each output was when the model was published, floating and INT8. */
type Golden = Readonly<Record<string, readonly number[]>> & {
  readonly pixels: string;
  readonly int8: Readonly<Record<string, readonly number[]>>;
};

function manifestOf(name: string): { manifest: ModelManifest; outputNames: readonly string[] } {
  const folder = join(MODELS, name);
  if (name === 'detector') {
    const manifest = readDetectorManifest(folder);
    return { manifest, outputNames: manifest.outputs.map((output) => output.name) };
  }
  if (name === 'landmarks') {
    const manifest = readLandmarksManifest(folder);
    return { manifest, outputNames: [manifest.outputs.points, manifest.outputs.confidence] };
  }
  const manifest = readExpressionManifest(folder);
  return { manifest, outputNames: Object.values(manifest.outputs).map((output) => output.name) };
}

async function largestDifference(name: string, engine: EngineChoice, form: 'float' | 'int8') {
  const { manifest, outputNames } = manifestOf(name);
  const golden: readonly Golden[] = JSON.parse(
    readFileSync(join(MODELS, name, 'parity.json'), 'utf8'),
  );
  const area = manifest.input.width * manifest.input.height;
  const input = new Float32Array(golden.length * area);
  golden.forEach(({ pixels }, i) => {
    normalisePicture(Buffer.from(pixels, 'base64'), manifest.input.normalisation, input, i * area);
  });
  const modelDir = join(MODELS, name);
  const loaded = await loadEngine({
    modelDir,
    manifest,
    outputNames,
    engine,
    threads: 1,
    log: silentLog,
  });
  const outputs = await loaded.run(input, golden.length);
  await loaded.dispose();
  const differences = outputNames.map((output, o) => {
    const wanted = golden.flatMap((entry) => (form === 'float' ? entry : entry.int8)[output]!);
    expect(outputs[o]).toHaveLength(wanted.length);
    return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - outputs[o]![i]!)), 0);
  });
  return Math.max(...differences);
}

it.each(readdirSync(MODELS))(
  '%s says with every engine what it said in training',
  async (name) => {
    expect(await largestDifference(name, 'onnx', 'float')).toBeLessThan(2e-3);
    expect(await largestDifference(name, 'tfjs', 'float')).toBeLessThan(2e-3);
    expect(await largestDifference(name, 'onnx-int8', 'int8')).toBeLessThan(0.01);
    expect(await largestDifference(name, 'onnx-int8', 'float')).toBeGreaterThan(0.01);
  },
  60_000,
);
