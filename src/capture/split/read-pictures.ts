import type { Readable } from 'node:stream';
import { type GrayPicture, PortableGraymapSplitter } from './portable-graymap-splitter.js';
import { TimestampLines } from './timestamp-lines.js';

export interface TimedPicture extends GrayPicture {
  readonly mediaTimeS: number;
}

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
 * The pictures of a file with their own times from a second pipe. ffmpeg writes the time
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
