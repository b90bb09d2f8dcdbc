import type { Writable } from 'node:stream';
import type { EkspresiError } from '../../core/errors.js';
import type { FrameSinks, SourceDeps, SourceSettings } from '../../core/frame-source.js';
import { type ChildExit, type ChildProgram, startChild } from '../process/child-program.js';
import { createFrameGate, passPreviews, readPictures } from '../split/read-pictures.js';
import { type FfmpegPlan, findFfmpeg } from './ffmpeg.js';
import { isTelling } from './ffmpeg-lines.js';

/** What ffmpeg said longer ago is not why it ended: a time-out takes ten seconds. */
const LAST_WORDS_MS = 15_000;

export interface LiveRun {
  readonly plan: FfmpegPlan;
  readonly settings: SourceSettings;
  /** Writes ffmpeg's input, where it has one, until `signal` aborts. A failure ends the run. */
  readonly feed?: (input: Writable, signal: AbortSignal) => Promise<void>;
  /** Rewrites a line of stderr before it is kept anywhere. */
  readonly redact: (line: string) => string;
  /** Explains an end that nobody asked for. */
  readonly failure: (
    exit: ChildExit,
    stderrLines: readonly string[],
  ) => EkspresiError | Promise<EkspresiError>;
}

/**
 * Runs one ffmpeg on a live source and hands its frames on until `signal` aborts
 * (resolves) or the process ends (rejects: for a live source every end is a fault).
 */
export async function runLive(
  run: LiveRun,
  { clock }: SourceDeps,
  signal: AbortSignal,
  sinks: FrameSinks,
): Promise<void> {
  if (signal.aborted) return;
  const { plan, settings, feed, redact, failure } = run;
  const stdin = feed === undefined ? plan.stdin : { open: true as const };
  const child = startChild({
    program: findFfmpeg(settings.ffmpegPath),
    args: plan.args,
    extraPipes: plan.previewFd === null ? 0 : 1,
    clock,
    ...(stdin === undefined ? {} : { stdin }),
    keepLine: (line) => (isTelling(line) ? redact(line) : null),
  });
  const over = new AbortController();
  const end = () => {
    over.abort();
    void child.terminate();
  };
  signal.addEventListener('abort', end, { once: true });
  void child.exited.then(() => over.abort());
  try {
    await Promise.all([
      passFrames(child, settings, clock, sinks),
      passPreviews(child.pipes[0], clock, sinks),
      ...(feed === undefined ? [] : [feedUntilOver(feed, child, over.signal)]),
    ]);
    const exit = await child.exited;
    if (!signal.aborted) throw await failure(exit, child.stderrLines(LAST_WORDS_MS));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', end);
    over.abort();
    await child.terminate();
  }
}

async function feedUntilOver(
  feed: NonNullable<LiveRun['feed']>,
  child: ChildProgram,
  over: AbortSignal,
): Promise<void> {
  const input = child.input as Writable;
  try {
    await feed(input, over);
  } catch (error) {
    // Once ffmpeg has ended, its own words say more than a broken pipe.
    if (!over.aborted) throw error;
  } finally {
    input.end();
  }
}

async function passFrames(
  child: ChildProgram,
  { widthPx, heightPx, framesPerSecond }: SourceSettings,
  clock: SourceDeps['clock'],
  sinks: FrameSinks,
): Promise<void> {
  const startedMs = clock.monotonicMs();
  const accept = createFrameGate(framesPerSecond, () => clock.monotonicMs());
  const pictures = readPictures(child.stdout, { maxPixels: widthPx * heightPx, accept });
  for await (const { pixels, width, height, index } of pictures) {
    const monotonicMs = clock.monotonicMs();
    sinks.onFrame({
      ...{ pixels, width, height, sequence: index, monotonicMs },
      capturedAtMs: clock.nowMs(),
      mediaTimeS: (monotonicMs - startedMs) / 1000,
    });
  }
}
