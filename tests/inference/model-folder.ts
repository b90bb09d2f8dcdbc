import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root.js';

export const EDGE_DIR = join(packageRoot(), 'models/edge');

/** A copy of the edge model whose manifest a test may spoil. */
export function copiedModel(
  change: (manifest: Record<string, unknown>) => void = () => {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-model-'));
  cpSync(EDGE_DIR, folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
  return folder;
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
