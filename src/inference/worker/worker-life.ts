import { Worker } from 'node:worker_threads';
import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import { NativeGate } from './native-gate.js';
import type { FromWorker, ToWorker, WorkerFailure, WorkerStart } from './worker-messages.js';

/** Old-generation heap of the worker; the wasm and native memory of the models is not in it. */
const MAX_HEAP_MB = 256;
/** Its young generation: Node's own 48 would mostly hold garbage of the last seconds. */
const YOUNG_HEAP_MB = 6;
const CHECKS_A_STALL = 10;
/** Models, engines and the first faces have taken their memory by then. */
const SETTLED_AFTER_MS = 60_000;

/** Why one worker's life ended. */
export type WorkerEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'stalled'; readonly silentMs: number }
  | { readonly kind: 'failed'; readonly failure: WorkerFailure }
  | { readonly kind: 'crashed'; readonly reason: string };

interface WorkerExit {
  readonly end: WorkerEnd;
  /**
   * False for a thread inside a native call that does not return: nothing but its process can end
   * it.
   */
  readonly isGone: boolean;
}

interface WorkerLifeOptions {
  readonly workerEntry: string | URL;
  readonly start: Omit<WorkerStart, 'nativeGate'>;
  readonly clock: Clock;
  /** Silence (no answer to a frame, no heartbeat) after which the worker is given up. */
  readonly stallMs: number;
  /**
   * The same while it loads its models and until its first answer, for which the engines compile.
   */
  readonly startupMs: number;
  /**
   * Memory of the process; the worker is replaced when it has grown by `maxGrowthBytes` since it
   * settled.
   */
  readonly rssBytes: () => number;
  readonly maxGrowthBytes: number;
  readonly onMessage: (message: FromWorker, post: (message: ToWorker) => void) => void;
}

/**
 * Runs one worker until it stalls, fails, crashes or `signal` aborts, and ends its thread. Takes
 * 40 s at most for that, and never rejects.
 */
export async function runWorker(
  options: WorkerLifeOptions,
  signal: AbortSignal,
): Promise<WorkerExit> {
  const { clock, stallMs, startupMs } = options;
  const gate = new NativeGate();
  const start: WorkerStart = { ...options.start, nativeGate: gate.memory };
  const worker = new Worker(options.workerEntry, {
    workerData: start,
    resourceLimits: {
      maxOldGenerationSizeMb: MAX_HEAP_MB,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
    },
  });
  let frameSentAtMs: number | null = null;
  let heardAtMs = clock.monotonicMs();
  let hasAnswered = false;
  let answeringSinceMs: number | null = null;
  const post = (message: ToWorker): void => {
    if (message.kind === 'frame') frameSentAtMs = clock.monotonicMs();
    worker.postMessage(message);
  };

  const over = new AbortController();
  const ends = new Promise<WorkerEnd>((resolve) => {
    worker.on('message', (message: FromWorker) => {
      heardAtMs = clock.monotonicMs();
      if (message.kind === 'analysis') {
        hasAnswered = true;
        answeringSinceMs ??= heardAtMs;
        frameSentAtMs = null;
      }
      if (message.kind === 'failed') resolve({ kind: 'failed', failure: message.failure });
      else options.onMessage(message, post);
    });
    worker.once('error', (error) => resolve({ kind: 'crashed', reason: error.message }));
    worker.once('messageerror', (error) => resolve({ kind: 'crashed', reason: error.message }));
    worker.once('exit', (code) => resolve({ kind: 'crashed', reason: `exit code ${code}` }));
    if (signal.aborted) resolve({ kind: 'stopped' });
    signal.addEventListener('abort', () => resolve({ kind: 'stopped' }), { signal: over.signal });
    void watch(resolve);
  });

  /**
   * Looks now and then whether the worker still answers. Heartbeats do not excuse an unanswered
   * frame.
   */
  async function watch(resolve: (end: WorkerEnd) => void): Promise<void> {
    let settledBytes: number | null = null;
    while (!over.signal.aborted) {
      await clock.sleep(stallMs / CHECKS_A_STALL, over.signal).catch(() => {});
      const nowMs = clock.monotonicMs();
      const silentMs = nowMs - (frameSentAtMs ?? heardAtMs);
      if (silentMs > (hasAnswered ? stallMs : Math.max(stallMs, startupMs))) {
        resolve({ kind: 'stalled', silentMs });
        return;
      }
      if (answeringSinceMs === null || nowMs - answeringSinceMs < SETTLED_AFTER_MS) continue;
      const rssBytes = options.rssBytes();
      // The least, not the first: garbage that was collected since must not hide a leak.
      settledBytes = Math.min(settledBytes ?? rssBytes, rssBytes);
      const grownBytes = rssBytes - settledBytes;
      if (grownBytes > options.maxGrowthBytes) {
        resolve({
          kind: 'crashed',
          reason: `memory grew by ${Math.round(grownBytes / 2 ** 20)} MiB`,
        });
        return;
      }
    }
  }

  const end = await ends;
  over.abort();
  if (end.kind === 'stopped') await stopGently(worker, clock);
  await untilClosed(gate, clock);
  return { end, isGone: await terminated(worker, clock) };
}

/** Longest wait for a call into native code; a slow box may take its time, a dead one may not. */
const NATIVE_CALL_MS = 20_000;
const GATE_LOOK_MS = 20;

async function untilClosed(gate: NativeGate, clock: Clock): Promise<void> {
  const limitMs = clock.monotonicMs() + NATIVE_CALL_MS;
  while (!gate.close() && clock.monotonicMs() < limitMs) await clock.sleep(GATE_LOOK_MS);
}

const TERMINATE_MS = 20_000;

/** Ends the thread; false when it has not ended in time. */
async function terminated(worker: Worker, clock: Clock): Promise<boolean> {
  const waiting = new AbortController();
  const late = clock.sleep(TERMINATE_MS, waiting.signal).then(
    () => false,
    () => true,
  );
  const isGone = await Promise.race([worker.terminate().then(() => true), late]);
  waiting.abort();
  return isGone;
}

const GENTLE_STOP_MS = 1000;

/** Lets the worker free its models; one that does not finish in a second is terminated anyway. */
async function stopGently(worker: Worker, clock: Clock): Promise<void> {
  const waiting = new AbortController();
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.postMessage({ kind: 'stop' } satisfies ToWorker);
  await Promise.race([exited, clock.sleep(GENTLE_STOP_MS, waiting.signal).catch(() => {})]);
  waiting.abort();
}

/** What is reported of a worker that ended without being told to. */
export function workerError(end: Exclude<WorkerEnd, { kind: 'stopped' }>): EkspresiError {
  if (end.kind === 'stalled') {
    return new EkspresiError('worker-stalled', { seconds: Math.round(end.silentMs / 1000) });
  }
  const reason = end.kind === 'failed' ? end.failure.message : end.reason;
  return new EkspresiError('worker-ended', { reason });
}
