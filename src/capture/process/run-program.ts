import type { Readable } from 'node:stream';
import type { Clock } from '../../core/clock.js';
import { type ChildExit, startChild } from './child-program.js';

export interface ProgramResult {
  readonly exit: ChildExit;
  readonly stdout: string;
  readonly stderrLines: readonly string[];
  readonly timedOut: boolean;
}

/**
 * Runs a program to its end and gives what it wrote, at most `maxBytes` of it, ending it
 * after `timeoutMs` or when `signal` aborts (then rejects with the signal's reason).
 */
export async function runProgram(options: {
  program: string;
  args: readonly string[];
  clock: Clock;
  timeoutMs: number;
  maxBytes: number;
  signal?: AbortSignal | undefined;
}): Promise<ProgramResult> {
  const { clock, timeoutMs, maxBytes, signal } = options;
  signal?.throwIfAborted();
  const child = startChild(options);
  const done = new AbortController();
  let timedOut = false;
  const timer = clock.sleep(timeoutMs, done.signal).then(
    () => {
      timedOut = true;
      return child.terminate();
    },
    () => {},
  );
  const onAbort = () => void child.terminate();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const [stdout, exit] = await Promise.all([readText(child.stdout, maxBytes), child.exited]);
    signal?.throwIfAborted();
    return { exit, stdout, stderrLines: child.stderrLines(), timedOut };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    done.abort();
    await timer;
  }
}

/** What a pipe gives until it ends or is cut; the rest beyond `maxBytes` is read and dropped. */
function readText(pipe: Readable, maxBytes: number): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    pipe.on('data', (chunk: Buffer) => {
      if (bytes < maxBytes) chunks.push(chunk);
      bytes += chunk.length;
    });
    pipe.once('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}
