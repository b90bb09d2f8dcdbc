import { decodePicture } from '../capture/media/decode-picture.js';
import { inspectMedia } from '../capture/media/inspect-media.js';
import { readMedia } from '../capture/media/read-media.js';
import { EkspresiError } from '../core/errors.js';
import type { GrayImage } from '../inference/crop/area-resize.js';

interface ReadGrayOptions {
  readonly ffmpegPath: string;
  /** Larger pictures are scaled down while they are decoded. */
  readonly maxSidePx: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a picture as it is displayed, gray.
 * @throws EkspresiError as {@link readMedia} does
 */
export async function readGray(path: string, options: ReadGrayOptions): Promise<GrayImage> {
  const picture = await decodePicture(await inspectMedia(path), options.maxSidePx);
  if (picture !== null) return picture;
  for await (const { frame } of readMedia(path, { ...options, everyNth: 1 })) return frame;
  throw new EkspresiError('media-without-picture', { path });
}
