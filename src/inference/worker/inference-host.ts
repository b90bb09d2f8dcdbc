import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.js';
import { EkspresiError, errorData } from '../../core/errors.js';
import type { FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import type { WorkerState, WorkerStatus } from '../../core/kiosk-status.js';
import type { Log } from '../../core/log.js';
import { packageRoot } from '../../core/package-root.js';
import type { InferenceSettings, LiveSettings } from '../inference-settings.js';
import type { FacePipeline } from '../pipeline/face-pipeline.js';
import { SharedSlots } from './shared-slots.js';
import { runWorker, type WorkerEnd, workerError } from './worker-life.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

type Trouble = Pick<WorkerStatus, 'detail' | 'code' | 'failure'>;
const NO_TROUBLE: Trouble = { detail: null, code: null };

interface InferenceCounters {
  readonly submitted: number;
  readonly analysed: number;
  /** Frames that a newer one overtook, or that were lost with a worker. */
  readonly dropped: number;
  readonly restarts: number;
}

interface InferenceHostOptions {
  readonly settings: InferenceSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly onAnalysis: (analysis: FrameAnalysis) => void;
  readonly onState: (status: WorkerStatus) => void;
  /** The compiled worker; tests give their own. */
  readonly workerEntry?: string | URL;
  /** Silence after which the worker is replaced. */
  readonly stallMs?: number;
  /** Silence allowed while the models load and until the first frame is answered. */
  readonly startupMs?: number;
  /** Wait before a crashed worker is replaced: first, doubled up to max. */
  readonly backoffMs?: { readonly first: number; readonly max: number };
  /** Wait before loading is tried again when a model or the cascade is missing. */
  readonly retryFailedMs?: number;
  /** Memory that a worker may leak before it is replaced, bytes. */
  readonly maxGrowthBytes?: number;
  /** Memory of the whole process; tests give their own. */
  readonly rssBytes?: () => number;
}

/** Beyond `startupMs`: what a silent worker may take to be found, explained and ended. */
const REPLACED_WITHIN_MS = 60_000;

/**
 * Runs the inference worker from the main thread. The newest frame wins: one is being analysed, one
 * waits, every other is dropped and counted, unless its source awaits `whenReady`. A worker that
 * stalls or crashes is replaced.
 */
export class InferenceHost {
  readonly #options: Required<InferenceHostOptions>;
  readonly #slots = new SharedSlots();
  /** Tells `emptied` when no frame waits any more. */
  readonly #waitingPlace = new EventEmitter();
  #post: ((message: ToWorker) => void) | null = null;
  #inFlight = false;
  #submitted = 0;
  #analysed = 0;
  #dropped = 0;
  #restarts = 0;
  #nextTrackId: number;
  /** Number of the present worker, from 1. */
  #generation = 0;
  #hasAnswered = false;
  /** Since when the present worker, or the one that takes its place, is waited for. */
  #awaitedSinceMs = 0;
  #live: LiveSettings;

  constructor(options: InferenceHostOptions) {
    this.#options = {
      workerEntry: join(packageRoot(), 'dist/inference/worker/inference-worker.js'),
      stallMs: 8000,
      startupMs: 180_000,
      backoffMs: { first: 500, max: 30_000 },
      retryFailedMs: 15_000,
      maxGrowthBytes: 384 * 2 ** 20,
      rssBytes: () => process.memoryUsage.rss(),
      ...options,
    };
    this.#nextTrackId = options.settings.firstTrackId;
    const { masks, looking } = options.settings;
    this.#live = { masks, looking };
  }

  /** Holds for the frames after the one in flight, and for every later worker. */
  change(settings: LiveSettings): void {
    this.#live = settings;
    this.#post?.({ kind: 'change', settings });
  }

  /** Hands over a frame and returns at once. Its pixels are copied and may be reused. */
  submit(frame: GrayFrame): void {
    this.#submitted++;
    if (this.#slots.put(frame)) this.#dropped++;
    this.#sendWaiting();
  }

  /** Resolves when no frame waits, so that the next one overtakes none, or when `signal` aborts. */
  async whenReady(signal: AbortSignal): Promise<void> {
    while (this.#slots.isTaken && !signal.aborted) {
      await once(this.#waitingPlace, 'emptied', { signal }).catch(() => {});
    }
  }

  /** Forgets the frame that waits, of a source that went away: it would be analysed too late. */
  dropWaiting(): void {
    if (!this.#slots.clear()) return;
    this.#dropped++;
    this.#waitingPlace.emit('emptied');
  }

  counters(): InferenceCounters {
    return {
      submitted: this.#submitted,
      analysed: this.#analysed,
      dropped: this.#dropped,
      restarts: this.#restarts,
    };
  }

  /**
   * Whether frames may go unanswered: no worker has answered yet, and one is due. Each worker has
   * as long as loading may take.
   */
  isWarmingUp(): boolean {
    const { clock, startupMs } = this.#options;
    const waitedMs = clock.monotonicMs() - this.#awaitedSinceMs;
    return !this.#hasAnswered && waitedMs < startupMs + REPLACED_WITHIN_MS;
  }

  /**
   * Keeps a worker running until `signal` aborts; then resolves, with the thread gone where it
   * can be ended.
   *
   * @throws EkspresiError WORKER_STALLED for a thread that nothing but the end of the process ends
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, backoffMs } = this.#options;
    let waitMs = backoffMs.first;
    this.#report('starting', NO_TROUBLE);
    while (!signal.aborted) {
      this.#awaitWorker();
      this.#generation++;
      const { end, isGone } = await runWorker(
        {
          workerEntry: this.#options.workerEntry,
          start: { settings: this.#presentSettings() },
          clock,
          stallMs: this.#options.stallMs,
          startupMs: this.#options.startupMs,
          rssBytes: this.#options.rssBytes,
          maxGrowthBytes: this.#options.maxGrowthBytes,
          onMessage: (message, post) => this.#hear(message, post),
        },
        signal,
      );
      if (this.#hasAnswered) waitMs = backoffMs.first;
      this.#loseWorker();
      if (end.kind === 'stopped') break;
      const pauseMs = this.#explain(end) ?? waitMs;
      if (!isGone) throw new EkspresiError('worker-unending', {});
      this.#restarts++;
      waitMs = Math.min(backoffMs.max, waitMs * 2);
      await clock.sleep(pauseMs, signal).catch(() => {});
    }
    this.dropWaiting();
    this.#report('stopped', NO_TROUBLE);
  }

  #presentSettings(): InferenceSettings {
    return { ...this.#options.settings, ...this.#live, firstTrackId: this.#nextTrackId };
  }

  /** Reports why a worker ended; returns the pause where it is not the usual backoff. */
  #explain(end: Exclude<WorkerEnd, { kind: 'stopped' }>): number | null {
    if (end.kind === 'failed' && end.failure.code !== null) {
      const { code, message, remedy, data = null } = end.failure;
      this.#options.log.error({ code, remedy }, message);
      const detail = `${message}. ${remedy ?? ''}`.trim();
      this.#report('failed', { detail, code, failure: data });
      return this.#options.retryFailedMs;
    }
    const error = workerError(end);
    const { code, message } = error;
    this.#options.log.error({ code }, message);
    this.#report('restarting', { detail: message, code, failure: errorData(error) });
    return null;
  }

  #hear(message: FromWorker, post: (message: ToWorker) => void): void {
    switch (message.kind) {
      case 'ready':
        this.#post = post;
        // They may have changed while it loaded.
        post({ kind: 'change', settings: this.#live });
        this.#report('running', NO_TROUBLE, message.model);
        this.#sendWaiting();
        return;
      case 'analysis':
        this.#inFlight = false;
        this.#analysed++;
        this.#hasAnswered = true;
        for (const face of message.analysis.faces) {
          this.#nextTrackId = Math.max(this.#nextTrackId, face.trackId + 1);
        }
        this.#sendWaiting();
        this.#options.onAnalysis({ ...message.analysis, generation: this.#generation });
        return;
      case 'log':
        this.#options.log[message.level]({}, message.message);
        return;
      case 'heartbeat':
      case 'failed':
        return;
    }
  }

  #sendWaiting(): void {
    if (this.#post === null || this.#inFlight) return;
    const frame = this.#slots.take();
    if (frame === null) return;
    this.#inFlight = true;
    this.#post({ kind: 'frame', frame });
    this.#waitingPlace.emit('emptied');
  }

  /** The frame in flight is lost with its worker. */
  #loseWorker(): void {
    this.#awaitWorker();
    this.#post = null;
    if (this.#inFlight) this.#dropped++;
    this.#inFlight = false;
  }

  #awaitWorker(): void {
    this.#hasAnswered = false;
    this.#awaitedSinceMs = this.#options.clock.monotonicMs();
  }

  #report(state: WorkerState, trouble: Trouble, model: FacePipeline['model'] | null = null): void {
    this.#options.onState({ state, restarts: this.#restarts, ...trouble, model });
  }
}
