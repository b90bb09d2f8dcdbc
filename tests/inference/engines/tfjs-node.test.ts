import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Log, silentLog } from '../../../src/core/log.js';
import { loadTfjsNode } from '../../../src/inference/engines/tfjs-node.js';
import { loadClassifier } from '../../../src/inference/expression/classifier.js';
import { EDGE_DIR } from '../model-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-tfjs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const require = createRequire(import.meta.url);

/** Writes a module in the place of the library and loads it as such. */
async function loadAs(name: string, text: string) {
  const reasons: string[] = [];
  const log: Log = {
    ...silentLog,
    warn: ({ reason }: { reason?: string }) => reasons.push(String(reason)),
  };
  const path = join(folder, `${name}.cjs`);
  writeFileSync(path, text);
  return { tf: await loadTfjsNode(log, path), reasons };
}

/** A library of which one operation does this. */
const library = (conv2d: string) =>
  `module.exports = { tidy: (f) => f(), ones: () => null, conv2d() { ${conv2d} } };`;

describe('@tensorflow/tfjs-node is tried before it is trusted', () => {
  const works = `module.exports = require(${JSON.stringify(require.resolve('@tensorflow/tfjs'))});`;

  it('is taken where it computes rightly', async () => {
    const { tf, reasons } = await loadAs('works', works);
    expect(reasons).toEqual([]);
    expect(tf?.add(1, 2).dataSync()[0]).toBe(3);
  });

  it.each([
    ['throws when it is loaded', "throw new Error('no library for this processor');", /no library/],
    [
      'throws in each operation',
      library("throw new TypeError('isNullOrUndefined is not a function');"),
      /isNullOrUndefined/,
    ],
    [
      'computes wrongly',
      library('return { data: async () => new Float32Array(4) };'),
      /it computes 0,0,0,0/,
    ],
    ['kills the process', "process.kill(process.pid, 'SIGSEGV');", /SIGSEGV/],
  ])('is left alone where it %s', async (what, text, reason) => {
    const { tf, reasons } = await loadAs(what.replaceAll(' ', '-'), text);
    expect(tf).toBeNull();
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatch(reason);
  });

  it('is silent where it is not installed', async () => {
    const log: Log = { ...silentLog, warn: () => expect.unreachable() };
    expect(await loadTfjsNode(log, '@tensorflow/not-installed')).toBeNull();
  });
});

const isInstalled = await loadTfjsNode(silentLog).then((tf) => tf !== null);
const why = isInstalled
  ? 'reads the published model as wasm does'
  : 'skipped: @tensorflow/tfjs-node is not installed here, or does not work with this Node';

it.skipIf(!isInstalled)(
  why,
  async () => {
    const face = Uint8Array.from({ length: 48 * 48 }, (_, i) => (i * 37) % 256);
    const options = { modelDir: EDGE_DIR, labels: 'crowd', threads: 1 } as const;
    const native = await loadClassifier({ ...options, engine: 'tfjs' });
    const onnx = await loadClassifier({ ...options, engine: 'onnx' });
    expect(native.engineName).toBe('tfjs-node');
    const [[a = []], [b = []]] = [await native.classify([face]), await onnx.classify([face])];
    for (const [i, p] of a.entries()) expect(p).toBeCloseTo(b[i] as number, 3);
    await native.dispose();
    await onnx.dispose();
  },
  60_000,
);
