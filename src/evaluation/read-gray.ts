import { readFile, stat } from 'node:fs/promises';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { inspectMedia } from '../capture/media/inspect-media.js';
import { readJpegHeader } from '../capture/media/jpeg-header.js';
import { readMedia } from '../capture/media/read-media.js';
import { EkspresiError } from '../core/errors.js';
import type { GrayImage } from '../inference/crop/area-resize.js';

interface ReadGrayOptions {
  readonly ffmpegPath: string;
  /** Larger pictures are scaled down while they are decoded. */
  readonly maxSidePx: number;
  readonly signal: AbortSignal;
}

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_MEMORY_MB = 512;

/**
 * Reads a picture as it is displayed, gray. A process of ffmpeg a picture would take minutes for
 * thousands: usual JPEG and PNG are decoded here, whatever has to be turned or scaled by ffmpeg.
 * @throws EkspresiError as {@link readMedia} does
 */
export async function readGray(path: string, options: ReadGrayOptions): Promise<GrayImage> {
  const { pictureDemuxer, strict, firstPictureBytes } = await inspectMedia(path);
  // These decoders take half a picture for a whole one: what is cut short is left to ffmpeg.
  const decode = pictureDemuxer === null || strict ? undefined : DECODERS.get(pictureDemuxer);
  if (decode !== undefined && (await stat(path)).size <= MAX_FILE_BYTES) {
    // More pictures may lie behind the first.
    const bytes = (await readFile(path)).subarray(0, firstPictureBytes ?? undefined);
    try {
      const picture = decode(bytes, options.maxSidePx);
      if (picture !== null) return picture;
    } catch {
      // Told apart from a broken picture below: ffmpeg reads more variants than these decoders.
    }
  }
  for await (const { frame } of readMedia(path, { ...options, everyNth: 1 })) return frame;
  throw new EkspresiError('media-without-picture', { path });
}

const DECODERS: ReadonlyMap<string, (bytes: Buffer, maxSidePx: number) => GrayImage | null> =
  new Map([
    ['jpeg_pipe', decodeJpeg],
    ['png_pipe', decodePng],
  ]);

/** Null for a picture that ffmpeg has to turn or scale. */
function decodeJpeg(bytes: Buffer, maxSidePx: number): GrayImage | null {
  const header = readJpegHeader(bytes);
  if (header === null || header.orientation !== 1) return null;
  if (Math.max(header.widthPx, header.heightPx) > maxSidePx) return null;
  return toGray(jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: MAX_MEMORY_MB }));
}

function decodePng(bytes: Buffer, maxSidePx: number): GrayImage | null {
  // IHDR is always first: width and height are at the same place in every PNG.
  if (Math.max(bytes.readUInt32BE(16), bytes.readUInt32BE(20)) > maxSidePx) return null;
  return toGray(PNG.sync.read(bytes));
}

/** ITU-R BT.601 luma, as ffmpeg's gray. */
function toGray(rgba: { data: Uint8Array; width: number; height: number }): GrayImage {
  const { data, width, height } = rgba;
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue] = [data[i * 4] ?? 0, data[i * 4 + 1] ?? 0, data[i * 4 + 2] ?? 0];
    pixels[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { pixels, width, height };
}
