import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/package-root.js';

const PROGRAM = fileURLToPath(new URL('../fixtures/stop-busy-workers.js', import.meta.url));

// In a process of its own, since what is tested would take the tests down with it.
it('a worker inside onnxruntime is stopped without taking the process along', async () => {
  const child = spawn(process.execPath, [PROGRAM, join(packageRoot(), 'models/edge')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const [code, signal] = await once(child, 'close');
  expect([code, signal, errors]).toEqual([0, null, '']);
  expect(output.trim().split('\n')).toEqual(Array.from({ length: 12 }, () => 'stopped true'));
}, 120_000);
