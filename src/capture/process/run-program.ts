import type { Readable } from 'node:stream';
import type { Clock } from '../../core/clock.js';
import { type ChildExit, startChild } from './child-program.js';

export interface ProgramResult {
  /** Without a code and a signal where the program took too long. */
  readonly exit: ChildExit;
  readonly stdout: string;
  readonly stderrLines: readonly string[];
  /**
   * Null where the program ended in time. One that took too long has been told to end; this
   * resolves when it has, which it may never do while it hangs in a driver.
   */
  readonly hanging: Promise<ChildExit> | null;
}

/**
 * Runs a program to its end, or for `timeoutMs`, and gives what it wrote, at most `maxBytes` of
 * it. Ends it when `signal` aborts, and rejects with the signal's reason when it has ended.
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
  let hanging: Promise<ChildExit> | null = null;
  const late = new Promise<ChildExit>((resolve) => {
    const giveUp = () => {
      hanging = child.exited;
      void child.terminate();
      resolve({ code: null, signal: null });
    };
    clock.sleep(timeoutMs, done.signal).then(giveUp, () => {});
  });
  const onAbort = () => {
    done.abort();
    void child.terminate();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const ended = Promise.race([child.exited, late]);
    const [stdout, exit] = await Promise.all([readText(child.stdout, maxBytes), ended]);
    signal?.throwIfAborted();
    return { exit, stdout, stderrLines: child.stderrLines(), hanging };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    done.abort();
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
