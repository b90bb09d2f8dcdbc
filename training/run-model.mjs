// Runs an ONNX file in the product's own runtime, for Python: node run-model.mjs FILE
// In, again and again until the end of stdin: n, channels, height, width (int32), then n·c·h·w float32. Out: the
// number of outputs (int32), then for each its number of dimensions, the dimensions (int32), its values (float32).
import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const ort = createRequire(resolve(import.meta.dirname, '../package.json'))('onnxruntime-node');
const session = await ort.InferenceSession.create(process.argv[2], { intraOpNumThreads: 1 });

/** The next `length` bytes of stdin, null at its end. */
const read = (length) => {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const count = readSync(0, bytes, at, length - at);
    if (count === 0) return null;
    at += count;
  }
  return bytes.buffer;
};
const write = (array) => {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at, bytes.length - at);
};

for (let head = read(16); head !== null; head = read(16)) {
  const shape = [...new Int32Array(head)];
  const values = new Float32Array(read(4 * shape.reduce((product, side) => product * side, 1)));
  const outputs = await session.run({ input: new ort.Tensor('float32', values, shape) });
  write(Int32Array.of(session.outputNames.length));
  for (const name of session.outputNames) {
    const { dims, data } = outputs[name];
    write(Int32Array.from([dims.length, ...dims]));
    write(data);
  }
}
