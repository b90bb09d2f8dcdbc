import type { Readable } from 'node:stream';
import type { Clock } from '../../core/clock.js';
import type { FrameSinks } from '../../core/frame-source.js';
import { JpegSplitter } from './jpeg-splitter.js';
import { type GrayPicture, PortableGraymapSplitter } from './portable-graymap-splitter.js';
import { TimestampLines } from './timestamp-lines.js';

interface TimedPicture extends GrayPicture {
  readonly mediaTimeS: number;
}

/** A camera's picture of 4K is about 2 MB. */
export const MAX_JPEG_BYTES = 8_000_000;
/** Frames closer together than this share of the wanted interval are dropped. */
const CLOSEST_SHARE = 0.6;

/**
 * The gray pictures of a pipe, one after the other; the pipe is not read on until they are
 * taken, so a slow taker makes the writer wait.
 */
export async function* readPictures(
  pipe: Readable,
  options: { maxPixels: number; accept?: () => boolean },
): AsyncGenerator<GrayPicture, void, void> {
  const ready: GrayPicture[] = [];
  const splitter = new PortableGraymapSplitter({
    ...options,
    onPicture: (picture) => ready.push(picture),
  });
  for await (const chunk of pipe) {
    splitter.push(chunk as Uint8Array);
    // A chunk of tiny pictures holds several; they go out before the next chunk is read.
    while (ready.length > 0) yield ready.shift() as GrayPicture;
  }
}

/**
 * The pictures of a recording with their own times from a second pipe. ffmpeg writes the time
 * of a frame before the frame, so waiting for it here cannot block both sides.
 */
export async function* readTimedPictures(options: {
  pictures: Readable;
  times: Readable;
  maxPixels: number;
}): AsyncGenerator<TimedPicture, void, void> {
  const times = readTimes(options.times);
  for await (const picture of readPictures(options.pictures, options)) {
    const time = await times.next();
    if (time.done) return;
    yield { ...picture, mediaTimeS: time.value };
  }
}

async function* readTimes(pipe: Readable): AsyncGenerator<number> {
  const lines = new TimestampLines();
  for await (const chunk of pipe.setEncoding('utf8')) yield* lines.push(chunk as string);
}

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

/**
 * Holds a flooding source to about the wanted rate: says whether a frame that is complete
 * now is far enough from the last one let through. A camera that ignores the rate asked
 * of it and gives twice as much is halved; one with jitter keeps every frame.
 */
export function createFrameGate(framesPerSecond: number, monotonicMs: () => number): () => boolean {
  const closestMs = (CLOSEST_SHARE * 1000) / framesPerSecond;
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = monotonicMs();
    if (nowMs - lastMs < closestMs) return false;
    lastMs = nowMs;
    return true;
  };
}
