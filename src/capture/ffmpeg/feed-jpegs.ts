import type { Writable } from 'node:stream';
import type { Clock } from '../../core/clock.js';
import { JpegSplitter } from '../split/jpeg-splitter.js';
import { createFrameGate, MAX_JPEG_BYTES } from '../split/read-pictures.js';

const BOUNDARY = 'picture';
/** More than wanted, since the frames are held to the rate once more where they come out. */
const RATE_MARGIN = 1.5;

/** How ffmpeg reads what {@link feedJpegs} writes; the times are those of arrival. */
export const FED_JPEGS: readonly string[] = [
  // The first picture tells all; to wait for more would delay a slow source by minutes.
  ...['-fpsprobesize', '0', '-analyzeduration', '0'],
  ...['-use_wallclock_as_timestamps', '1', '-f', 'mpjpeg', '-i', 'pipe:0'],
];

/**
 * Finds the JPEGs in whatever holds them (a multipart answer with any habit, a plain row of
 * pictures) and writes them for ffmpeg as parts with their length, so that it takes each one as
 * soon as it is complete. Pictures that come too fast, or that ffmpeg has no room for, are
 * dropped: the newest wins.
 *
 * @returns how many pictures came, the dropped ones too
 */
export async function feedJpegs(
  chunks: AsyncIterable<Uint8Array>,
  input: Writable,
  options: { framesPerSecond: number; clock: Clock },
): Promise<number> {
  const { framesPerSecond, clock } = options;
  const accept = createFrameGate(RATE_MARGIN * framesPerSecond, () => clock.monotonicMs());
  let pictures = 0;
  const splitter = new JpegSplitter({
    maxBytes: MAX_JPEG_BYTES,
    onJpeg(jpeg) {
      pictures++;
      if (!input.writable || input.writableNeedDrain || !accept()) return;
      input.write(
        `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`,
      );
      input.write(jpeg);
      input.write('\r\n');
    },
  });
  for await (const chunk of chunks) splitter.push(chunk);
  return pictures;
}
