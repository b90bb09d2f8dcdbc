// Compares what every published INT8 form says, in the product's onnxruntime, with what it said when it was
// published (parity.json): node training/bytes.mjs [model …]. Where a processor's sums overflow, or the floating
// file is taken, they are further apart than allowed: half of what the rounding changes.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { readGolden } from './golden.mjs';

const ort = createRequire(resolve(import.meta.dirname, '../package.json'))('onnxruntime-node');
const models = resolve(import.meta.dirname, '../models');
const largest = (a, b) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
const names = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(models);
let good = true;
for (const name of names) {
  const { folder, manifest, golden, input } = readGolden(name);
  const { width, height } = manifest.input;
  const session = await ort.InferenceSession.create(resolve(folder, manifest.int8.file), { intraOpNumThreads: 1 });
  const given = await session.run({ input: new ort.Tensor('float32', input, [golden.length, 1, height, width]) });
  for (const output of session.outputNames) {
    const rounded = golden.flatMap((entry) => entry.int8[output]);
    const allowed = largest(golden.flatMap((entry) => entry[output]), rounded) / 2;
    const apart = largest(rounded, given[output].data);
    good = good && apart < allowed;
    console.log(`${process.arch} ${name} ${output}: ${apart.toExponential(1)} apart, ${allowed.toExponential(1)} allowed`);
  }
}
process.exit(good ? 0 : 1);
