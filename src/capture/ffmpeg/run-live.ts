import type { Writable } from 'node:stream';
import type { EkspresiError } from '../../core/errors.js';
import type { FrameSinks, SourceDeps, SourceSettings } from '../../core/frame-source.js';
import { type ChildExit, type ChildProgram, startChild } from '../process/child-program.js';
import { createFrameGate, passPreviews, readPictures } from '../split/read-pictures.js';
import { type FfmpegPlan, findFfmpeg } from './ffmpeg.js';
import { isTelling } from './ffmpeg-lines.js';

/** What ffmpeg said longer ago is not why it ended: a time-out takes ten seconds. */
const LAST_WORDS_MS = 15_000;

interface LiveRun {
  readonly plan: FfmpegPlan;
  readonly settings: SourceSettings;
  /**
   * Writes ffmpeg's input, where it has one, until `signal` aborts. Gives why it ended by itself;
   * that is the failure of the run, once ffmpeg has read all.
   */
  readonly feed?: (input: Writable, signal: AbortSignal) => Promise<EkspresiError>;
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
    const [dried] = await Promise.all([
      feed === undefined ? null : feedUntilOver(feed, child, over.signal),
      passFrames(child, settings, clock, sinks),
      passPreviews(child.pipes[0], clock, sinks),
    ]);
    const exit = await child.exited;
    if (signal.aborted) return;
    throw dried ?? (await failure(exit, child.stderrLines(LAST_WORDS_MS)));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', end);
    over.abort();
    await child.terminate();
  }
}

/** Null where ffmpeg ended first: then its own words say more than a broken pipe. */
async function feedUntilOver(
  feed: NonNullable<LiveRun['feed']>,
  child: ChildProgram,
  over: AbortSignal,
): Promise<EkspresiError | null> {
  const input = child.input as Writable;
  const ended = new Promise<null>((resolve) => {
    if (over.aborted) resolve(null);
    over.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    return await Promise.race([feed(input, over), ended]);
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
