import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { EkspresiError } from '../../core/errors.js';

/** A file of a model. @throws EkspresiError MODEL_MISSING, MODEL_INVALID */
export function readModelFile(file: string): Uint8Array {
  if (!existsSync(file)) {
    throw new EkspresiError('model-file-missing', { path: file });
  }
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new EkspresiError('model-file-closed', { path: file }, { cause });
  }
}

/** @throws EkspresiError MODEL_INVALID */
export function parseJson(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new EkspresiError('model-file-not-json', { path: file }, { cause });
  }
}

/** @throws EkspresiError MODEL_INVALID where the parts, joined, have another SHA-256 */
export function checkHash(file: string, parts: readonly Uint8Array[], expected: string): void {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const actual = hash.digest('hex');
  if (actual === expected) return;
  throw new EkspresiError('model-hash-mismatch', {
    ...{ path: file, actual: actual.slice(0, 12), expected: expected.slice(0, 12) },
  });
}
