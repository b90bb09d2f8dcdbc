import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type * as Tfjs from '@tensorflow/tfjs';
import type { Log } from '../../core/log.js';

const run = promisify(execFile);
const NAME = '@tensorflow/tfjs-node';
const PROBE_TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 1_000_000;

/**
 * Convolves ones with ones in a worker thread, as the daemon does: each sum is 9. A wrong result
 * ends the probe with 1 and is said on stdout (the library talks on stderr). What the native
 * library does to the process ends it in its own way.
 */
const PROBE = `
const { Worker } = require('node:worker_threads');
const worker = new Worker(\`
  const tf = require(require('node:worker_threads').workerData);
  const sums = tf.tidy(() => tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'valid'));
  sums.data().then((data) => {
    if (data.length !== 4 || data.some((sum) => sum !== 9)) throw new Error('it computes ' + data);
  });
\`, { eval: true, workerData: process.argv[1] });
worker.on('error', (error) => { process.stdout.write(error.message, () => process.exit(1)); });
`;

/**
 * Loads `@tensorflow/tfjs-node`, an optional peer that we never install: its install script
 * downloads a library that many boxes cannot have. Null where it is not installed, or where it
 * does not compute here, which `log` says: 4.22 throws in every operation on Node 23 and later,
 * and a library of another processor may end the process, so a child process tries it first.
 */
export async function loadTfjsNode(log: Log, name = NAME): Promise<typeof Tfjs | null> {
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    return null;
  }
  // What this process has already loaded needs no second trial.
  if (require.cache[entry] === undefined) {
    const fault = await probe(entry);
    if (fault !== null) {
      log.warn({ reason: fault }, `${NAME} is installed but does not work here; using wasm`);
      return null;
    }
  }
  return require(entry) as typeof Tfjs;
}

/** Why the library does not work, or null. */
async function probe(entry: string): Promise<string | null> {
  try {
    await run(process.execPath, ['-e', PROBE, entry], {
      timeout: PROBE_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return null;
  } catch (error) {
    const { killed, signal, stdout } = error as {
      killed?: boolean;
      signal?: string | null;
      stdout?: string;
    };
    if (killed === true) return `no result within ${PROBE_TIMEOUT_MS / 1000} s`;
    if (typeof signal === 'string') return `the process ended by ${signal}`;
    return stdout?.trim().split('\n', 1)[0] || String(error);
  }
}
