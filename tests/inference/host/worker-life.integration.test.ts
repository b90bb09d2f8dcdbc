import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/package-root.js';

const WORKER = fileURLToPath(new URL('../fixtures/busy-native-worker.js', import.meta.url));

/** In a process of its own, since what is tested would take the tests down with it. */
const PROGRAM = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { systemClock } from ${JSON.stringify(join(packageRoot(), 'dist/core/clock.js'))};
  import { runWorker } from ${JSON.stringify(join(packageRoot(), 'dist/inference/host/worker-life.js'))};
  for (let round = 0; round < 12; round++) {
    const stop = new AbortController();
    const end = runWorker(
      {
        workerEntry: ${JSON.stringify(WORKER)},
        start: { settings: { modelDir: ${JSON.stringify(join(packageRoot(), 'models/edge'))} } },
        clock: systemClock, stallMs: 60000, startupMs: 60000,
        onMessage: () => setTimeout(() => stop.abort(), 150 + 37 * round),
      },
      stop.signal,
    );
    console.log((await end).kind);
  }
`;

it('a worker inside onnxruntime is stopped without taking the process along', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
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
  expect(output.trim().split('\n')).toEqual(Array.from({ length: 12 }, () => 'stopped'));
}, 120_000);
