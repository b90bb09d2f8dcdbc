// The golden pictures of a published model as its networks want them.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** models/<name>: its folder, its manifest, its golden entries, and their pictures, standardised, one after the other. */
export function readGolden(name) {
  const folder = resolve(import.meta.dirname, '../models', name);
  const read = (file) => JSON.parse(readFileSync(resolve(folder, file), 'utf8'));
  const manifest = read('manifest.json');
  const golden = read('parity.json');
  const { width, height, normalisation } = manifest.input;
  const area = width * height;
  const input = new Float32Array(golden.length * area);
  golden.forEach(({ pixels }, i) => {
    const gray = Buffer.from(pixels, 'base64');
    const mean = gray.reduce((sum, v) => sum + v, 0) / area;
    const std = Math.sqrt(gray.reduce((sum, v) => sum + (v - mean) ** 2, 0) / area);
    const scale = Math.max(std, normalisation.epsilonStd);
    input.set(Float32Array.from(gray, (v) => (v - mean) / scale), i * area);
  });
  return { folder, manifest, golden, input };
}
