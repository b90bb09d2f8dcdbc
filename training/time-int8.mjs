// Compares runs/<name>-int8.onnx (quantise.py) with models/<name> in the product's runtime: accuracy on
// PublicTest and ms a face, alternating. node training/time-int8.mjs edge [folder with node_modules]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [name = 'edge', modules = '.'] = process.argv.slice(2);
const ort = createRequire(resolve(modules, 'package.json'))('onnxruntime-node');
const runs = resolve(import.meta.dirname, 'runs');
const whole = (file) => {
  const { buffer, byteOffset, byteLength } = readFileSync(resolve(runs, file));
  return buffer.slice(byteOffset, byteOffset + byteLength);
};
const pictures = new Float32Array(whole('public-test.f32'));
const labels = new Int32Array(whole('public-test-labels.i32'));
const AREA = 48 * 48;
const open = (path) => ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
const models = {
  float: await open(resolve(import.meta.dirname, '..', 'models', name, 'model.onnx')),
  int8: await open(resolve(runs, `${name}-int8.onnx`)),
};
const feed = (from, count) => ({
  input: new ort.Tensor('float32', pictures.slice(from * AREA, (from + count) * AREA), [count, 1, 48, 48]),
});
const right = { float: 0, int8: 0 };
const times = { float: [], int8: [] };
for (let from = 0; from < labels.length; from += 8) {
  const count = Math.min(8, labels.length - from);
  for (const [kind, session] of Object.entries(models)) {
    const start = process.hrtime.bigint();
    const { logits } = await session.run(feed(from, count));
    if (count === 8) times[kind].push(Number(process.hrtime.bigint() - start) / 8e6);
    for (let i = 0; i < count; i++) {
      const row = logits.data.slice(i * 7, i * 7 + 7);
      if (row.indexOf(Math.max(...row)) === labels[from + i]) right[kind]++;
    }
  }
}
for (const kind of Object.keys(models)) {
  times[kind].sort((a, b) => a - b);
  const median = times[kind][times[kind].length >> 1];
  console.log(`${kind}: PublicTest ${((100 * right[kind]) / labels.length).toFixed(2)} %, ${median.toFixed(3)} ms a face (median, batches of 8, one thread)`);
}
