import type { Readable } from 'node:stream';
import { systemClock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import type { GrayFrame } from '../../core/frame.js';
import type { PictureSettings } from '../../core/frame-source.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg.js';
import { isTelling } from '../ffmpeg/ffmpeg-lines.js';
import { AS_IT_COMES } from '../ffmpeg/picture-outputs.js';
import { startChild } from '../process/child-program.js';
import { readTimedPictures } from '../split/read-pictures.js';
import { endsEarly } from './film-end.js';
import { MAX_PIXELS, mediaArguments } from './media-arguments.js';
import { mediaFailure } from './media-failure.js';
import { type OpenedMedia, openMedia } from './open-media.js';

export interface MediaFrame {
  /**
   * `sequence` counts the frames of the file from 0, `mediaTimeS` is the frame's own time
   * in it. `monotonicMs` is the media time as well, because durations (how long a face was
   * seen) belong to the film, not to the speed at which it is read.
   */
  readonly frame: GrayFrame;
  /** Size as displayed, turned and with square pixels as the file asks; `frame` may be smaller. */
  readonly sourceWidthPx: number;
  readonly sourceHeightPx: number;
  /** True for a picture or a film of one frame. */
  readonly still: boolean;
  /** Length of the film by its header; null where it does not say. */
  readonly durationS: number | null;
}

export interface ReadMediaOptions {
  /** Take every n-th frame, from the first. */
  readonly everyNth: number;
  readonly ffmpegPath: string;
  readonly signal?: AbortSignal | undefined;
  /** Pictures with a longer side are scaled down while they are decoded. */
  readonly maxSidePx: number;
  /** How the pictures have to be put right; absent: as the file says. */
  readonly picture?: PictureSettings;
}

/**
 * Reads a picture or video as fast as the caller takes frames (ffmpeg waits meanwhile).
 * Stopping early ends ffmpeg.
 * @throws EkspresiError SOURCE_MISSING, SOURCE_UNREADABLE, MEDIA_INVALID, MEDIA_TOO_LARGE
 *   or FFMPEG_MISSING, each with the path; also at the end of a film that was cut short
 */
export async function* readMedia(
  path: string,
  options: ReadMediaOptions,
): AsyncGenerator<MediaFrame, void, void> {
  yield* readOpenedMedia(await openMedia(path, options), options);
}

/** The same of a file that is opened already. */
export async function* readOpenedMedia(
  { path, size, ...media }: OpenedMedia,
  options: ReadMediaOptions,
): AsyncGenerator<MediaFrame, void, void> {
  const { everyNth, ffmpegPath, maxSidePx, signal, picture = AS_IT_COMES } = options;
  const program = findFfmpeg(ffmpegPath);
  signal?.throwIfAborted();
  const { args } = mediaArguments({ ...media, ...picture, everyNth, maxSidePx });
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
  let lastTimeS = 0;
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
      lastTimeS = mediaTimeS;
      yield {
        frame,
        sourceWidthPx: size.widthPx,
        sourceHeightPx: size.heightPx,
        still: size.still,
        durationS: size.length.durationS,
      };
    }
    const exit = await child.exited;
    signal?.throwIfAborted();
    const stderrLines = child.stderrLines();
    if (exit.code !== 0) throw mediaFailure(path, stderrLines, media.pictureDemuxer);
    if (taken === 0) throw new EkspresiError('media-without-frames', { path });
    if (!size.still) {
      const frames = (taken - 1) * everyNth + 1;
      const early = endsEarly({ path, ...media }, size.length, { frames, lastTimeS, stderrLines });
      if (early !== null) throw early;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await child.terminate();
  }
}
