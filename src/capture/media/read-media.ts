import type { Readable } from 'node:stream';
import { systemClock } from '../../core/clock.js';
import type { GrayFrame } from '../../core/frame.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { isTelling } from '../ffmpeg/stderr-lines.js';
import { startChild } from '../process/child-program.js';
import { readTimedPictures } from '../split/read-pictures.js';
import { inspectMedia } from './inspect-media.js';
import { MAX_PIXELS, mediaArguments } from './media-arguments.js';
import { invalidMedia, mediaFailure } from './media-failure.js';
import { probeMedia } from './probe-media.js';

export interface MediaFrame {
  /**
   * `sequence` counts the frames of the file from 0, `mediaTimeS` is the frame's own time
   * in it. `monotonicMs` is the media time as well, because durations (how long a face was
   * seen) belong to the film, not to the speed at which it is read.
   */
  readonly frame: GrayFrame;
  /** Size as displayed, after the rotation the file asks for; `frame` may be smaller. */
  readonly sourceWidthPx: number;
  readonly sourceHeightPx: number;
  /** True for a picture or a film of one frame. */
  readonly still: boolean;
}

export interface ReadMediaOptions {
  /** Take every n-th frame, from the first. */
  readonly everyNth: number;
  readonly ffmpegPath: string;
  readonly signal?: AbortSignal | undefined;
  /** Pictures with a longer side are scaled down while they are decoded. */
  readonly maxSidePx: number;
}

/**
 * Reads a picture or video as fast as the caller takes frames (ffmpeg waits meanwhile).
 * Stopping early ends ffmpeg.
 * @throws EkspresiError SOURCE_MISSING, SOURCE_UNREADABLE, MEDIA_INVALID, MEDIA_TOO_LARGE
 *   or FFMPEG_MISSING, each with the path
 */
export async function* readMedia(
  path: string,
  options: ReadMediaOptions,
): AsyncGenerator<MediaFrame, void, void> {
  const { everyNth, ffmpegPath, maxSidePx, signal } = options;
  const program = findFfmpeg(ffmpegPath);
  const media = await inspectMedia(path);
  const size = await probeMedia({ ...media, ffmpegPath, signal });
  signal?.throwIfAborted();
  const { args } = mediaArguments({ ...media, everyNth, maxSidePx });
  const child = startChild({
    program,
    args,
    extraPipes: 1,
    clock: systemClock,
    keepLine: (line) => (isTelling(line) ? line : null),
  });
  const onAbort = () => void child.terminate();
  signal?.addEventListener('abort', onAbort, { once: true });
  let taken = 0;
  try {
    const pictures = readTimedPictures({
      pictures: child.stdout,
      times: child.pipes[0] as Readable,
      maxPixels: MAX_PIXELS,
    });
    for await (const { pixels, width, height, index, mediaTimeS } of pictures) {
      const frame = {
        ...{ pixels, width, height },
        sequence: index * everyNth,
        capturedAtMs: systemClock.nowMs(),
        monotonicMs: mediaTimeS * 1000,
        mediaTimeS,
      };
      taken++;
      yield {
        frame,
        sourceWidthPx: size.widthPx,
        sourceHeightPx: size.heightPx,
        still: size.still,
      };
    }
    const exit = await child.exited;
    signal?.throwIfAborted();
    if (exit.code !== 0) throw mediaFailure(path, child.stderrLines());
    if (taken === 0) throw invalidMedia(path, 'it holds no video frames');
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await child.terminate();
  }
}
