import type { Readable } from 'node:stream';
import type { Clock } from '../../core/clock.js';
import type { FrameSinks } from '../../core/frame-source.js';
import { JpegSplitter } from './jpeg-splitter.js';

/** A camera's picture of 4K is about 2 MB. */
const MAX_JPEG_BYTES = 8_000_000;

/**
 * Hands the JPEGs of a pipe on until it ends. The pipe is read to its end even where nobody
 * wants pictures: a full one would stop ffmpeg, and with it the frames.
 */
export async function passPreviews(
  pipe: Readable | undefined,
  clock: Clock,
  sinks: FrameSinks,
): Promise<void> {
  if (pipe === undefined) return;
  const splitter = new JpegSplitter({
    maxBytes: MAX_JPEG_BYTES,
    onJpeg: (jpeg) => sinks.onPreview?.({ jpeg, capturedAtMs: clock.nowMs() }),
  });
  for await (const chunk of pipe) splitter.push(chunk as Uint8Array);
}
