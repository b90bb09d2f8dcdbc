import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EkspresiError } from '../../../src/core/errors.js';
import {
  CLASS_PRIORS,
  EXPRESSIONS,
  LABEL_SETS,
  type LabelSet,
} from '../../../src/core/expression.js';
import {
  type ExpressionClassifier,
  loadClassifier,
} from '../../../src/inference/expression/classifier.js';
import type { EngineChoice } from '../../../src/inference/inference-settings.js';
import { copiedModel, EDGE_DIR, sha256 } from '../model-folder.js';

interface Golden {
  readonly name: string;
  readonly pixels: string;
  readonly crowd: readonly number[];
  readonly fer2013: readonly number[];
  readonly int8: Logits;
}
type Logits = Readonly<Record<LabelSet, readonly number[]>>;
const golden: readonly Golden[] = JSON.parse(readFileSync(join(EDGE_DIR, 'parity.json'), 'utf8'));
const crops = golden.map((entry) => new Uint8Array(Buffer.from(entry.pixels, 'base64')));

/** Of what `wanted` logits say at `temperature` from the probabilities that were given. */
function largestDifference(
  given: readonly (readonly number[])[],
  temperature: number,
  wanted: readonly Logits[] = golden,
  labels: LabelSet = 'crowd',
): number {
  const apart = wanted.flatMap((outputs, i) => {
    const powers = outputs[labels].map((logit) => Math.exp(logit / temperature));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power, k) => Math.abs(given[i]![k]! - power / sum));
  });
  return Math.max(...apart);
}

function refusal(modelDir: string, engine: EngineChoice = 'onnx'): Promise<EkspresiError> {
  return loadClassifier({ modelDir, labels: 'crowd', engine, threads: 1 }).then(
    () => {
      throw new Error('the model was accepted');
    },
    (error: EkspresiError) => error,
  );
}

describe('the prior', () => {
  it('flat: divides the probabilities by the shares of training, of the output that is read', async () => {
    const options = { modelDir: EDGE_DIR, engine: 'onnx-int8', threads: 1 } as const;
    for (const labels of LABEL_SETS) {
      const [natural, flat] = await Promise.all(
        CLASS_PRIORS.map((prior) => loadClassifier({ ...options, labels, prior })),
      );
      try {
        const before = await natural!.classify(crops);
        const given = await flat!.classify(crops);
        const { priors } = natural!.output;
        before.forEach((chances, i) => {
          const divided = chances.map((p, k) => p / priors![k]!);
          const sum = divided.reduce((a, b) => a + b, 0);
          divided.forEach((value, k) => {
            expect(given[i]![k]).toBeCloseTo(value / sum, 5);
          });
        });
        const disgust = EXPRESSIONS.indexOf('disgust');
        expect(given[0]![disgust]).toBeGreaterThan(before[0]![disgust]!);
      } finally {
        await Promise.all([natural!.dispose(), flat!.dispose()]);
      }
    }
  });

  it('flat is refused of a model that does not tell its shares', async () => {
    const folder = copiedModel((manifest) => {
      const { crowd } = manifest.outputs as { crowd: { priors?: unknown } };
      delete crowd.priors;
    });
    try {
      const flat = { modelDir: folder, labels: 'crowd', prior: 'flat', engine: 'onnx' } as const;
      await expect(loadClassifier({ ...flat, threads: 1 })).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        message: expect.stringContaining('outputs.crowd.priors'),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the engines on the same weights', () => {
  let onnx: ExpressionClassifier;
  let int8: ExpressionClassifier;
  let tfjs: ExpressionClassifier;
  beforeAll(async () => {
    onnx = await loadClassifier({
      modelDir: EDGE_DIR,
      labels: 'crowd',
      engine: 'onnx',
      threads: 1,
    });
    int8 = await loadClassifier({
      modelDir: EDGE_DIR,
      labels: 'crowd',
      engine: 'onnx-int8',
      threads: 1,
    });
    tfjs = await loadClassifier({
      modelDir: EDGE_DIR,
      labels: 'crowd',
      engine: 'tfjs',
      threads: 1,
    });
  }, 60_000);
  afterAll(async () => {
    await onnx.dispose();
    await int8.dispose();
    await tfjs.dispose();
  });

  it('give the probabilities that PyTorch gave in training, at the temperature of the manifest', async () => {
    const apart = largestDifference(await onnx.classify(crops), onnx.output.temperature);
    expect(apart).toBeLessThan(5e-4);
  });

  it('give as INT8 what they gave when they were published, and not the float form', async () => {
    expect([onnx.engineName, int8.engineName]).toEqual(['onnx', 'onnx-int8']);
    const given = await int8.classify(crops);
    const { temperature } = int8.output;
    const rounded = golden.map((entry) => entry.int8);
    expect(largestDifference(given, temperature, rounded)).toBeLessThan(1e-3);
    expect(largestDifference(given, temperature)).toBeGreaterThan(1e-3);
  });

  it('read the output of the labels that were asked for, each with its temperature', async () => {
    const given = new Map<LabelSet, number>();
    for (const labels of LABEL_SETS) {
      for (const engine of ['onnx', 'tfjs'] as const) {
        const options = { modelDir: EDGE_DIR, labels, engine, threads: 1 };
        const classifier = await loadClassifier(options);
        const vectors = await classifier.classify(crops);
        const { temperature } = classifier.output;
        await classifier.dispose();
        expect(largestDifference(vectors, temperature, golden, labels)).toBeLessThan(1e-3);
        given.set(labels, vectors[3]![3]!);
      }
    }
    expect(given.get('crowd')).not.toBeCloseTo(given.get('fer2013')!, 2);
  });

  it('show mirrored faces too where the manifest says so, and take the mean', async () => {
    const modelDir = copiedModel((manifest) => Object.assign(manifest, { mirrored: true }));
    const mirrored = crops.map((crop) => crop.map((_, i) => crop[i - (i % 48) + 47 - (i % 48)]!));
    const [plain, turned] = [await onnx.classify(crops), await onnx.classify(mirrored)];
    const both = await loadClassifier({ modelDir, labels: 'crowd', engine: 'onnx', threads: 1 });
    const many = Array.from({ length: 4 }, () => crops).flat();
    const given = await both.classify(many);
    await both.dispose();
    for (const [i, vector] of given.entries()) {
      // Means of logits are geometric means of chances, brought back to a sum of one.
      const means = vector.map((_, k) =>
        Math.sqrt(plain[i % crops.length]![k]! * turned[i % crops.length]![k]!),
      );
      const sum = means.reduce((a, b) => a + b, 0);
      for (const [k, value] of vector.entries()) expect(value).toBeCloseTo(means[k]! / sum, 3);
    }
  });

  it('agree within 1e-3', async () => {
    const [first, second] = await Promise.all([onnx.classify(crops), tfjs.classify(crops)]);
    expect(tfjs.engineName).toMatch(/^tfjs/);
    for (const [i, vector] of first.entries()) {
      expect(vector).toHaveLength(EXPRESSIONS.length);
      for (const [k, value] of vector.entries()) {
        expect(Math.abs(value - second[i]![k]!)).toBeLessThan(1e-3);
      }
    }
  });

  it('give a face the same answer alone and among others, also beyond the largest batch', async () => {
    const many = Array.from({ length: 70 }, (_, i) => crops[i % crops.length]!);
    for (const engine of [onnx, int8]) {
      const together = await engine.classify(many);
      const [alone] = await engine.classify([many[69]!]);
      expect(together).toHaveLength(70);
      for (const [k, value] of alone!.entries()) expect(together[69]![k]).toBeCloseTo(value, 5);
    }
  });

  it('give nothing for nothing and refuse a crop of another size', async () => {
    expect(await onnx.classify([])).toEqual([]);
    await expect(onnx.classify([new Uint8Array(10)])).rejects.toThrow(RangeError);
  });
});

describe('a model folder that is not in order', () => {
  it('missing folder: MODEL_MISSING with the path', async () => {
    const error = await refusal('/nonexistent/model');
    expect(error.code).toBe('MODEL_MISSING');
    expect(error.message).toContain('/nonexistent/model/manifest.json');
    expect(error.remedy).not.toBe('');
  });

  it('missing weights: MODEL_MISSING', async () => {
    const folder = copiedModel();
    rmSync(join(folder, 'model.onnx'));
    expect((await refusal(folder)).code).toBe('MODEL_MISSING');
  });

  it('truncated weights: MODEL_INVALID names the file and both hashes', async () => {
    const folder = copiedModel();
    truncateSync(join(folder, 'model.onnx'), 1000);
    const error = await refusal(folder);
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.message).toContain(join(folder, 'model.onnx'));
    expect(error.message).toContain('SHA-256');
  });

  it('wrong tfjs weights: MODEL_INVALID', async () => {
    const folder = copiedModel();
    writeFileSync(join(folder, 'tfjs/weights.bin'), 'nonsense');
    expect((await refusal(folder, 'tfjs')).code).toBe('MODEL_INVALID');
  });

  it('a file that is no network but has the right hash: MODEL_INVALID', async () => {
    const folder = copiedModel((manifest) => {
      manifest.file = 'manifest-copy.onnx';
    });
    const file = join(folder, 'manifest-copy.onnx');
    writeFileSync(file, 'not a network');
    const manifestPath = join(folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
    writeFileSync(manifestPath, JSON.stringify({ ...manifest, sha256: sha256(file) }));
    const error = await refusal(folder);
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.cause).toBeDefined();
  });

  it('labels in another order: MODEL_INVALID', async () => {
    const folder = copiedModel((manifest) => {
      const { crowd } = manifest.outputs as Record<LabelSet, object>;
      manifest.outputs = { crowd: { ...crowd, labels: [...EXPRESSIONS].reverse() } };
    });
    const error = await refusal(folder);
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.message).toContain('neutral, surprise');
  });

  it('a manifest that lacks a field: MODEL_INVALID names it', async () => {
    const folder = copiedModel((manifest) => {
      manifest.outputs = { crowd: { name: 'crowd', labels: EXPRESSIONS } };
    });
    const error = await refusal(folder);
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.message).toContain('outputs.crowd.temperature');
  });

  it('no output for the labels that are wanted: MODEL_INVALID names those that there are', async () => {
    const folder = copiedModel((manifest) => {
      const { fer2013 } = manifest.outputs as Record<LabelSet, object>;
      manifest.outputs = { fer2013 };
    });
    const error = await refusal(folder);
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.remedy).toContain('fer2013');
    const empty = copiedModel((manifest) => {
      manifest.outputs = {};
    });
    expect((await refusal(empty)).message).toContain('outputs: missing');
  });

  it('shares of training that sum to something else than 1: MODEL_INVALID', async () => {
    const folder = copiedModel((manifest) => {
      const { crowd } = manifest.outputs as Record<LabelSet, object>;
      manifest.outputs = { crowd: { ...crowd, priors: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2] } };
    });
    expect((await refusal(folder)).message).toContain('outputs.crowd.priors');
  });

  it('a manifest that is not JSON: MODEL_INVALID', async () => {
    const folder = copiedModel();
    writeFileSync(join(folder, 'manifest.json'), '{');
    expect((await refusal(folder)).code).toBe('MODEL_INVALID');
  });

  it('an output name that the network does not have: MODEL_INVALID', async () => {
    const folder = copiedModel((manifest) => {
      const { crowd } = manifest.outputs as Record<LabelSet, object>;
      manifest.outputs = { crowd: { ...crowd, name: 'scores' } };
    });
    expect((await refusal(folder)).message).toContain('scores');
  });

  it('no TensorFlow.js form: MODEL_INVALID only for that engine', async () => {
    const folder = copiedModel((manifest) => {
      delete manifest.tfjs;
    });
    expect((await refusal(folder, 'tfjs')).code).toBe('MODEL_INVALID');
    const classifier = await loadClassifier({
      modelDir: folder,
      labels: 'crowd',
      engine: 'auto',
      threads: 1,
    });
    expect(classifier.engineName).toBe('onnx-int8');
    await classifier.dispose();
  });

  it('no INT8 form: MODEL_INVALID only where that was asked for by name', async () => {
    const folder = copiedModel((manifest) => {
      delete manifest.int8;
    });
    const error = await refusal(folder, 'onnx-int8');
    expect(error.code).toBe('MODEL_INVALID');
    expect(error.message).toContain(folder);
    const classifier = await loadClassifier({
      modelDir: folder,
      labels: 'crowd',
      engine: 'auto',
      threads: 1,
    });
    expect(classifier.engineName).toBe('onnx');
    await classifier.dispose();
  });

  it('a changed INT8 form: MODEL_INVALID, also where another engine would do', async () => {
    const folder = copiedModel();
    writeFileSync(join(folder, 'model.int8.onnx'), 'nonsense');
    expect((await refusal(folder, 'auto')).message).toContain('model.int8.onnx');
  });
});
