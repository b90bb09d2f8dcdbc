import { afterEach, expect, it, vi } from 'vitest';
import { type Log, silentLog } from '../../../src/core/log.js';
import { loadClassifier } from '../../../src/inference/expression/classifier.js';
import { EDGE_DIR } from '../model-folder.js';

vi.mock('onnxruntime-node', () => {
  throw new Error('wrong ELF class');
});
afterEach(() => vi.restoreAllMocks());

it('takes TensorFlow.js where onnxruntime does not load, and says so', async () => {
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (_, message) => warnings.push(message) };
  const classifier = await loadClassifier({
    modelDir: EDGE_DIR,
    labels: 'crowd',
    engine: 'auto',
    threads: 1,
    log,
  });
  expect(classifier.engineName).toMatch(/^tfjs/);
  expect(warnings).toHaveLength(1);
  const [vector] = await classifier.classify([new Uint8Array(48 * 48).fill(9)]);
  expect(vector!.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  await classifier.dispose();
}, 60_000);

it.each(['onnx', 'onnx-int8'] as const)(
  'refuses with the remedy where %s was asked for by name',
  async (engine) => {
    await expect(
      loadClassifier({ modelDir: EDGE_DIR, labels: 'crowd', engine, threads: 1 }),
    ).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
    });
  },
);
