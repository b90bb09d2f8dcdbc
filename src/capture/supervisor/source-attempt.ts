import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import type { FrameSinks, FrameSource } from '../../core/frame-source.js';
import type { Log } from '../../core/log.js';
import type { PictureFault, PictureWatch } from './picture-watch.js';

/** Ending a process takes up to 5 s (SIGKILL); a run that has not settled by then may never do. */
const ABANDON_AFTER_MS = 8000;
/** A timer this late was held up together with the frames: we slept, not the camera. */
const OVERSLEPT_MS = 2000;

interface AttemptResult {
  /** Why it ended; null when it ended by itself without an error. */
  readonly error: unknown;
  /** Those that were handed on. */
  readonly frames: number;
  /** From the first frame to the last. */
  readonly healthyMs: number;
  /** Settles when the run has, for one that did not stop in time; otherwise null. */
  readonly hanging: Promise<unknown> | null;
}

/**
 * Runs a source once, under a deadline for its frames: a frozen camera gives neither frames
 * nor an error. Never rejects; nothing reaches the sinks after it has returned.
 */
export async function runAttempt(options: {
  source: FrameSource;
  sinks: FrameSinks;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  frameDeadlineMs: number;
  /** Looks at the pictures; null where they may stay the same. */
  pictures: PictureWatch | null;
  onFirstFrame: () => void;
}): Promise<AttemptResult> {
  const { source, sinks, clock, log, signal, frameDeadlineMs, pictures, onFirstFrame } = options;
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let over = false;
  let frames = 0;
  let firstMs = 0;
  let lastMs = clock.monotonicMs();
  let badSinceMs: number | null = null;
  let isHeldBack = false;
  pictures?.reopened();
  let giveUp = (_: Settled): void => {};
  const bad = new Promise<Settled>((resolve) => {
    giveUp = resolve;
  });

  const running = settled(async () =>
    source.run(attempt.signal, {
      async whenReady(ended) {
        // While the pipeline is busy, or its models load, the source is not the one that is silent.
        isHeldBack = true;
        await sinks.whenReady?.(ended);
        isHeldBack = false;
        lastMs = clock.monotonicMs();
      },
      onFrame(frame) {
        if (over || attempt.signal.aborted) return;
        lastMs = clock.monotonicMs();
        // A recording may hold still; that it is one is known by its first frame.
        const fault = source.endless ? (pictures?.look(frame.pixels, lastMs) ?? null) : null;
        badSinceMs = fault === null ? null : (badSinceMs ?? lastMs);
        if (fault !== null && badSinceMs !== null) {
          // A camera that was opened anew has a while to show something else.
          if (frames > 0 || lastMs - badSinceMs >= frameDeadlineMs) {
            giveUp({ error: pictureFailure(fault, source) });
          }
          return;
        }
        if (frames++ === 0) {
          firstMs = lastMs;
          onFirstFrame();
        }
        sinks.onFrame(frame);
      },
      onPreview(picture) {
        if (!over && !attempt.signal.aborted && badSinceMs === null) sinks.onPreview?.(picture);
      },
    }),
  );

  const watching = new AbortController();
  const silence = settled(async () => {
    for (;;) {
      const allowedMs = frames === 0 ? 2 * frameDeadlineMs : frameDeadlineMs;
      const leftMs = lastMs + allowedMs - clock.monotonicMs();
      if (leftMs <= 0) throw stalled(source, allowedMs);
      const dueMs = clock.monotonicMs() + leftMs;
      await clock.sleep(leftMs, watching.signal);
      const nowMs = clock.monotonicMs();
      if (isHeldBack || nowMs - dueMs > OVERSLEPT_MS) lastMs = nowMs;
    }
  });

  const aborted = whenAborted(attempt.signal);
  const first = await Promise.race([running, silence, bad, aborted]);
  watching.abort();
  attempt.abort();
  signal.removeEventListener('abort', abort);
  const patience = new AbortController();
  const tired = clock.sleep(ABANDON_AFTER_MS, patience.signal).then(
    () => true,
    () => false,
  );
  const isHanging = await Promise.race([running.then(() => false), tired]);
  patience.abort();
  over = true;
  if (isHanging) log.error({ source: source.name }, 'the source does not stop');
  const healthyMs = frames === 0 ? 0 : lastMs - firstMs;
  return { error: first.error, frames, healthyMs, hanging: isHanging ? running : null };
}

interface Settled {
  readonly error: unknown;
}

function settled(work: () => Promise<void>): Promise<Settled> {
  return work().then(
    () => ({ error: null }),
    (error: unknown) => ({ error }),
  );
}

function whenAborted(signal: AbortSignal): Promise<Settled> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve({ error: null });
    signal.addEventListener('abort', () => resolve({ error: null }), { once: true });
  });
}

function stalled({ traits: { kind }, name }: FrameSource, silentMs: number): EkspresiError {
  return new EkspresiError('source-stalled', { kind, name, seconds: silentMs / 1000 });
}

/** Explains a camera that gives frames in which nothing can be seen. */
function pictureFailure(
  fault: PictureFault,
  { traits: { kind }, name }: FrameSource,
): EkspresiError {
  return new EkspresiError(fault === 'frozen' ? 'source-frozen' : 'source-black', { kind, name });
}
