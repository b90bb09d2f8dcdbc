// Compares what every published form in bytes says, in the product's onnxruntime, with what it said when it was
// published (parity.json): node training/bytes.mjs [model …]. Where a processor's sums overflow, or the floating
// file is taken, they are further apart than allowed: half of what the rounding changes.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const ort = createRequire(resolve(import.meta.dirname, '../package.json'))('onnxruntime-node');
const models = resolve(import.meta.dirname, '../models');
const largest = (a, b) => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);
const names = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(models);
let good = true;
for (const name of names) {
  const read = (file) => JSON.parse(readFileSync(resolve(models, name, file), 'utf8'));
  const { int8, input } = read('manifest.json');
  const golden = read('parity.json');
  const area = input.width * input.height;
  const pictures = new Float32Array(golden.length * area);
  golden.forEach(({ pixels }, i) => {
    const gray = Buffer.from(pixels, 'base64');
    const mean = gray.reduce((sum, v) => sum + v, 0) / area;
    const std = Math.sqrt(gray.reduce((sum, v) => sum + (v - mean) ** 2, 0) / area);
    const scale = Math.max(std, input.normalisation.epsilonStd);
    pictures.set(Float32Array.from(gray, (v) => (v - mean) / scale), i * area);
  });
  const session = await ort.InferenceSession.create(resolve(models, name, int8.file), { intraOpNumThreads: 1 });
  const given = await session.run({ input: new ort.Tensor('float32', pictures, [golden.length, 1, input.height, input.width]) });
  for (const output of session.outputNames) {
    const rounded = golden.flatMap((entry) => entry.int8[output]);
    const allowed = largest(golden.flatMap((entry) => entry[output]), rounded) / 2;
    const apart = largest(rounded, given[output].data);
    good = good && apart < allowed;
    console.log(`${process.arch} ${name} ${output}: ${apart.toExponential(1)} apart, ${allowed.toExponential(1)} allowed`);
  }
}
process.exit(good ? 0 : 1);
