import type { Clock } from '../../core/clock.js';
import { describeError, EkspresiError, errorData } from '../../core/errors.js';
import type { BackoffMs, FrameSinks, FrameSource } from '../../core/frame-source.js';
import type { Log } from '../../core/log.js';
import type { SourceState } from '../../core/source-state.js';
import { PictureWatch } from './picture-watch.js';
import { runAttempt } from './source-attempt.js';

/** An attempt that gave frames for this long was healthy: the next wait is the first one again. */
const HEALTHY_MS = 60_000;

interface SupervisorOptions {
  readonly source: FrameSource;
  readonly sinks: FrameSinks;
  readonly clock: Clock;
  readonly log: Log;
  readonly onState: (state: SourceState) => void;
  /** Longest silence of a running source. A starting one gets twice as long. */
  readonly frameDeadlineMs?: number;
  /** Default: that of the source's kind. */
  readonly backoffMs?: BackoffMs;
  /** How long a live picture may stay the same, or black; 0 for ever. */
  readonly pictureDeadlineMs?: number;
}

/**
 * Keeps a source running: the only place that retries. A fault makes the state `degraded`
 * until the next frame; a file that ends, or breaks after it began, is `ended`.
 */
export class SourceSupervisor {
  readonly #options: Required<SupervisorOptions>;
  #degradedSinceMs: number | null = null;
  #loggedCode = '';
  readonly #pictures: PictureWatch | null;

  constructor(options: SupervisorOptions) {
    this.#options = {
      ...options,
      frameDeadlineMs: options.frameDeadlineMs ?? 10_000,
      backoffMs: options.backoffMs ?? options.source.traits.backoffMs,
      pictureDeadlineMs: options.pictureDeadlineMs ?? 30_000,
    };
    const { source, pictureDeadlineMs } = this.#options;
    const { isLive } = source.traits;
    this.#pictures = isLive && pictureDeadlineMs > 0 ? new PictureWatch(pictureDeadlineMs) : null;
  }

  /** Resolves when `signal` aborts (state `stopped`) or a file has ended (`ended`). */
  async run(signal: AbortSignal): Promise<void> {
    const { source, clock, onState, backoffMs } = this.#options;
    onState({ kind: 'starting', sinceMs: clock.nowMs() });
    let failures = 0;
    while (!signal.aborted) {
      const { error, frames, healthyMs, hanging } = await this.#attempt(signal);
      if (signal.aborted) break;
      if (!source.endless && (error === null || frames > 0)) {
        if (error !== null)
          this.#options.log.error({ reason: describeError(error) }, 'the recording broke off');
        onState({ kind: 'ended', sinceMs: clock.nowMs() });
        return;
      }
      if (hanging !== null) await this.#untilSettled(hanging, signal);
      if (signal.aborted) break;
      failures = healthyMs >= HEALTHY_MS ? 1 : failures + 1;
      const delayMs = backoffDelayMs(backoffMs, failures);
      this.#degrade(error, delayMs);
      await clock.sleep(delayMs, signal).catch(() => {});
    }
    onState({ kind: 'stopped', sinceMs: clock.nowMs() });
  }

  #attempt(signal: AbortSignal) {
    const { source, sinks, clock, log, frameDeadlineMs, onState } = this.#options;
    return runAttempt({
      ...{ source, sinks, clock, log, signal, frameDeadlineMs },
      pictures: this.#pictures,
      onFirstFrame: () => {
        if (this.#degradedSinceMs !== null) log.info({ source: source.name }, 'the source is back');
        this.#degradedSinceMs = null;
        this.#loggedCode = '';
        onState({ kind: 'running', sinceMs: clock.nowMs() });
      },
    });
  }

  /** A second program on a device whose driver hangs would hang beside the first. */
  async #untilSettled(run: Promise<unknown>, signal: AbortSignal): Promise<void> {
    const { source, clock, backoffMs } = this.#options;
    const settled = new AbortController();
    void run.then(() => settled.abort());
    const over = AbortSignal.any([settled.signal, signal]);
    while (!over.aborted) {
      const { traits, name } = source;
      this.#degrade(new EkspresiError('source-stuck', { kind: traits.kind, name }), backoffMs.max);
      await clock.sleep(backoffMs.max, over).catch(() => {});
    }
  }

  #degrade(error: unknown, delayMs: number): void {
    const { source, clock, log, onState } = this.#options;
    const nowMs = clock.nowMs();
    this.#degradedSinceMs ??= nowMs;
    const fault = explained(error, source);
    // An outage may last a year: each new reason is told once, not every minute.
    const fields = { source: source.name, code: fault.code, reason: fault.reason };
    if (fault.code === this.#loggedCode) log.debug(fields, 'the source is still degraded');
    else log.warn(fields, 'the source is degraded');
    this.#loggedCode = fault.code;
    const sinceMs = this.#degradedSinceMs;
    onState({ kind: 'degraded', sinceMs, ...fault, retryAtMs: nowMs + delayMs });
  }
}

/** Wait before the next attempt after `failures` ones in a row (1…): doubles up to the most. */
function backoffDelayMs({ first, max }: BackoffMs, failures: number): number {
  return Math.min(max, first * 2 ** Math.min(failures - 1, 30));
}

function explained(error: unknown, { traits: { kind }, name }: FrameSource) {
  const known =
    error instanceof EkspresiError
      ? error
      : error === null
        ? new EkspresiError('source-ended', { kind, name })
        : new EkspresiError('source-failed', { kind, name, reason: describeError(error) });
  const { code, message, remedy } = known;
  return { code, reason: message, remedy, failure: errorData(known) };
}
