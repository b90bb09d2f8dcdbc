import type { Readable } from 'node:stream';
import type { EkspresiError } from '../../core/errors.js';
import type { FrameSinks, SourceDeps, SourceSettings } from '../../core/frame-source.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg.js';
import { isTelling } from '../ffmpeg/ffmpeg-lines.js';
import { type ChildExit, type ChildProgram, startChild } from '../process/child-program.js';
import { passPreviews, readTimedPictures } from '../split/read-pictures.js';
import type { FilmSeen } from './film-end.js';
import { MAX_PIXELS, playArguments } from './media-arguments.js';

export interface Recording {
  /** ffmpeg's options that open it, and what it reads from its stdin. */
  readonly input: readonly string[];
  readonly stdin?: string;
  readonly redact: (line: string) => string;
  /** What was wrong with it, from how it was read; null where it ended well. */
  readonly failure: (exit: ChildExit, seen: FilmSeen) => EkspresiError | null;
}

/**
 * Plays a recording once, with the times of its own frames, at its own speed or as slowly as the
 * frames are taken: none is left out. Resolves at its end or when `signal` aborts.
 */
export async function playRecording(
  recording: Recording,
  settings: SourceSettings,
  deps: SourceDeps,
  signal: AbortSignal,
  sinks: FrameSinks,
): Promise<void> {
  const { widthPx, heightPx, wantPreview, ffmpegPath } = settings;
  const { input, stdin, redact, failure } = recording;
  const plan = playArguments({
    ...{ input, wantPreview, picture: settings, maxWidthPx: widthPx, maxHeightPx: heightPx },
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (signal.aborted) return;
  const child = startChild({
    ...{ program: findFfmpeg(ffmpegPath), args: plan.args, clock: deps.clock },
    extraPipes: wantPreview ? 2 : 1,
    ...(stdin === undefined ? {} : { stdin }),
    keepLine: (line) => (isTelling(line) ? redact(line) : null),
  });
  const onAbort = () => void child.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const [seen] = await Promise.all([
      passFrames(child, { ...deps, longestWaitMs: settings.answerWithinMs }, signal, sinks),
      passPreviews(child.pipes[1], deps.clock, sinks),
    ]);
    const exit = await child.exited;
    if (signal.aborted) return;
    const error = failure(exit, { ...seen, stderrLines: child.stderrLines() });
    if (error !== null) throw error;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await child.terminate();
  }
}

async function passFrames(
  child: ChildProgram,
  { clock, log, longestWaitMs }: SourceDeps & { longestWaitMs: number },
  signal: AbortSignal,
  sinks: FrameSinks,
): Promise<Omit<FilmSeen, 'stderrLines'>> {
  let frames = 0;
  let lastTimeS = 0;
  const pace = new Pace(longestWaitMs);
  let begun: { readonly atMs: number; readonly monotonicMs: number } | null = null;
  const pictures = readTimedPictures({
    pictures: child.stdout,
    times: child.pipes[0] as Readable,
    maxPixels: MAX_PIXELS,
  });
  for await (const { pixels, width, height, index, mediaTimeS } of pictures) {
    frames++;
    lastTimeS = mediaTimeS;
    const gapS = pace.next(mediaTimeS);
    if (gapS !== null)
      log.info({ gapS, mediaTimeS }, 'the recording has a gap, which is shortened');
    begun ??= { atMs: clock.nowMs(), monotonicMs: Math.round(clock.monotonicMs()) };
    // Whole milliseconds: differences are then the same in every repeat.
    const elapsedMs = Math.round(pace.elapsedMs);
    const monotonicMs = begun.monotonicMs + elapsedMs;
    // One that is late goes out at once.
    await clock.sleep(Math.max(0, monotonicMs - clock.monotonicMs()), signal);
    await sinks.whenReady?.(signal);
    sinks.onFrame({
      ...{ pixels, width, height, sequence: index, mediaTimeS },
      capturedAtMs: begun.atMs + elapsedMs,
      monotonicMs,
    });
  }
  return { frames, lastTimeS };
}

/**
 * Says when each frame of a recording is due. Recordings of motion have gaps of hours and jumps
 * back: no more than `longestWaitMs` is waited for, well within the patience of the supervisor.
 * Durations come from these times, so they are the film's, however slowly it is analysed.
 */
class Pace {
  readonly #longestWaitMs: number;
  #lastS: number | null = null;
  #elapsedMs = 0;

  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** From the first frame to the last one that was taken, with the gaps shortened. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Takes the time of the next frame; gives the seconds of a gap before it, null for none. */
  next(mediaTimeS: number): number | null {
    const sinceS = this.#lastS === null ? 0 : mediaTimeS - this.#lastS;
    this.#lastS = mediaTimeS;
    this.#elapsedMs += Math.max(0, Math.min(sinceS * 1000, this.#longestWaitMs));
    return sinceS < 0 || sinceS * 1000 > this.#longestWaitMs ? Math.round(sinceS) : null;
  }
}
