import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Clock } from '../../core/clock.js';
import { clientAddress } from './client-address.js';
import type { ConnectionLimiter } from './connection-limiter.js';

interface LatestValueStreamOptions {
  /** Calls `wake` whenever there is something new; returns the way to stop. */
  subscribe(wake: () => void): () => void;
  /** The newest state as bytes, asked for at the moment of sending. */
  render(): Uint8Array;
  /** What to send when nothing new came for `idleMs`. */
  idle(): Uint8Array;
  readonly idleMs: number;
  /** Least time between two chunks, in milliseconds; asked before each, so that it may change. */
  minIntervalMs(): number;
  /** Asked before each chunk: the stream ends where it may not. */
  mayGoOn(): boolean;
  readonly clock: Clock;
  /** The request's own signal. */
  readonly abort: AbortSignal;
  /** Called once, however the stream ends. */
  onEnd(): void;
}

/**
 * An endless answer of the newest state. It is pulled: nothing is rendered before the
 * socket wants more, so a slow client skips states and never makes a queue.
 */
export function latestValueStream(options: LatestValueStreamOptions): ReadableStream<Uint8Array> {
  const { clock, abort } = options;
  const ended = new AbortController();
  let pending = true;
  let cancelled = false;
  let lastSentMs = Number.NEGATIVE_INFINITY;
  let wakePull: (() => void) | null = null;
  let unsubscribe = () => {};

  const end = () => {
    if (ended.signal.aborted) return;
    ended.abort();
    abort.removeEventListener('abort', end);
    unsubscribe();
    options.onEnd();
  };

  return new ReadableStream<Uint8Array>(
    {
      start() {
        unsubscribe = options.subscribe(() => {
          pending = true;
          wakePull?.();
        });
        if (abort.aborted) end();
        else abort.addEventListener('abort', end);
      },
      async pull(controller) {
        const restMs = lastSentMs + options.minIntervalMs() - clock.monotonicMs();
        if (restMs > 0) await clock.sleep(restMs, ended.signal).catch(() => {});
        if (!pending && !ended.signal.aborted) {
          const waiting = new AbortController();
          const stop = () => waiting.abort();
          wakePull = stop;
          ended.signal.addEventListener('abort', stop);
          await clock.sleep(options.idleMs, waiting.signal).catch(() => {});
          ended.signal.removeEventListener('abort', stop);
          wakePull = null;
        }
        if (!ended.signal.aborted && !options.mayGoOn()) end();
        if (ended.signal.aborted) {
          if (!cancelled) controller.close();
          return;
        }
        const chunk = pending ? options.render() : options.idle();
        pending = false;
        lastSentMs = clock.monotonicMs();
        controller.enqueue(chunk);
      },
      cancel() {
        cancelled = true;
        end();
      },
    },
    { highWaterMark: 0 },
  );
}

interface StreamOptions extends Omit<LatestValueStreamOptions, 'abort' | 'mayGoOn' | 'onEnd'> {
  readonly slots: ConnectionLimiter;
  /** Whether there is still something to show; true where it is left out. */
  mayGoOn?(): boolean;
}

/**
 * An endless answer of the newest state, for as long as its reader may see it.
 * @throws HTTPException 503 where it may have no place
 */
export function streamAnswer(
  c: Context,
  { headers, ...options }: StreamOptions & { readonly headers: Readonly<Record<string, string>> },
): Response {
  return c.body(openStream(c, options, c.req.raw.signal), 200, headers);
}

/** The stream alone. @throws HTTPException 503 where its reader may have no place */
export function openStream(
  c: Context,
  options: StreamOptions,
  abort: AbortSignal,
): ReadableStream<Uint8Array> {
  const { slots, mayGoOn = () => true, ...rest } = options;
  const release = slots.acquire(clientAddress(c));
  if (!release) throw new HTTPException(503);
  const isAllowed = sessionRevalidation(c, options.clock);
  return latestValueStream({
    ...rest,
    mayGoOn: () => mayGoOn() && isAllowed(),
    abort,
    onEnd: release,
  });
}

const ASK_EVERY_MS = 2000;

/**
 * Whether the one who opened a stream may still see it: signed in, not removed, not timed out. The
 * accounts are asked every two seconds at most.
 */
function sessionRevalidation(c: Context, clock: Clock): () => boolean {
  const ask = c.get('isStillAllowed');
  let isAllowed = true;
  let askedMs = clock.monotonicMs();
  return () => {
    const nowMs = clock.monotonicMs();
    if (ask !== undefined && nowMs - askedMs >= ASK_EVERY_MS) {
      isAllowed = ask();
      askedMs = nowMs;
    }
    return isAllowed;
  };
}
