// Checks models/<name> with the product's own runtimes: onnxruntime-node and tfjs against parity.json (bytes.mjs
// checks the INT8 form); times onnxruntime with both forms, alternating.
//   node training/parity.mjs edge [folder whose node_modules has onnxruntime-node and @tensorflow/tfjs]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { readGolden } from './golden.mjs';

const [name = 'edge', modules = '.'] = process.argv.slice(2);
const require = createRequire(resolve(modules, 'package.json'));
const ort = require('onnxruntime-node');
const tf = require('@tensorflow/tfjs');
const { folder, manifest, golden, input } = readGolden(name);
const read = (file) => readFileSync(resolve(folder, file));
const { width, height } = manifest.input;

const open = (file) => ort.InferenceSession.create(resolve(folder, file), { intraOpNumThreads: 1 });
const sessions = { float: await open(manifest.file), int8: await open(manifest.int8.file) };
const batch = new ort.Tensor('float32', input, [golden.length, 1, height, width]);
const outputs = sessions.float.outputNames;
const fromOnnx = await sessions.float.run({ input: batch });

await tf.setBackend('cpu');
const topology = JSON.parse(read(manifest.tfjs.file));
const bytes = read(manifest.tfjs.weights[0]);
const layers = await tf.loadLayersModel(
  tf.io.fromMemory({
    modelTopology: topology.modelTopology,
    weightSpecs: topology.weightsManifest[0].weights,
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  }),
);
const given = layers.predict(tf.tensor4d(input, [golden.length, height, width, 1]));
const fromTfjs = await Promise.all((Array.isArray(given) ? given : [given]).map((tensor) => tensor.data()));

let worst = 0;
outputs.forEach((output, o) => {
  const wanted = golden.flatMap((g) => g[output]);
  const apart = (values) => wanted.reduce((most, v, i) => Math.max(most, Math.abs(v - values[i])), 0);
  const [onnx, tfjs] = [apart(fromOnnx[output].data), apart(fromTfjs[o])];
  worst = Math.max(worst, onnx, tfjs);
  console.log(`${name} ${output}: largest difference from PyTorch: onnxruntime ${onnx.toExponential(1)}, tfjs ${tfjs.toExponential(1)}`);
});
const size = width * height;
for (const count of [1, 8]) {
  const feed = { input: new ort.Tensor('float32', new Float32Array(count * size), [count, 1, height, width]) };
  const times = { float: [], int8: [] };
  for (let i = 0; i < 300; i++) {
    for (const [kind, session] of Object.entries(sessions)) {
      const start = process.hrtime.bigint();
      await session.run(feed);
      times[kind].push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  }
  for (const [kind, taken] of Object.entries(times)) {
    taken.sort((a, b) => a - b);
    console.log(`batch of ${count}, ${kind}: median ${taken[150].toFixed(2)} ms, best ${taken[0].toFixed(2)} ms on one thread`);
  }
}
process.exit(worst < 1e-3 ? 0 : 1);
