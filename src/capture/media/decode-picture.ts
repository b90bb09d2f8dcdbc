import { readFile } from 'node:fs/promises';
import type { MediaFile } from './inspect-media.js';
import type { PictureHeader } from './picture-header.js';

/** Gray pixels, row by row, as the picture is displayed. */
interface DecodedPicture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Larger files are read by ffmpeg, piece by piece. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** What libvips may use, whatever a file says it is. */
const LOADERS = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
];
/** ITU-R BT.601 luma in 65,536ths, as ffmpeg's gray. */
const LUMA = { red: 19_595, green: 38_470, blue: 7_471 };

/** The size at which a picture is displayed. */
export function displayedSize({ widthPx, heightPx, orientation }: PictureHeader) {
  return orientation >= 5 ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

/**
 * Decodes a whole picture of a usual kind in this process: two programs a picture would cost more
 * than its analysis. One with a longer side than `maxSidePx` is scaled down while it is decoded.
 * Null where that cannot be done here (no `sharp` for this machine, another kind, damage of any
 * sort): ffmpeg then reads the picture, or says what is wrong with it.
 */
export async function decodePicture(
  { absolutePath, header, fileBytes, firstPictureBytes }: MediaFile,
  maxSidePx: number,
): Promise<DecodedPicture | null> {
  if (header === null || fileBytes > MAX_FILE_BYTES) return null;
  const sharp = await importSharp();
  if (sharp === null) return null;
  const bytes = await readFile(absolutePath);
  const { widthPx, heightPx } = displayedSize(header);
  const factor = Math.min(1, maxSidePx / Math.max(widthPx, heightPx));
  const side = (full: number) => Math.max(1, Math.round(full * factor));
  const limits = { failOn: 'warning', ignoreIcc: true } as const;
  try {
    // More pictures may lie behind the first.
    const picture = sharp(bytes.subarray(0, firstPictureBytes ?? undefined), limits);
    if (header.orientation !== 1) picture.autoOrient();
    if (factor < 1) {
      const size = { width: side(widthPx), height: side(heightPx) };
      picture.resize({ ...size, fit: 'fill', kernel: 'linear' });
    }
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (width !== side(widthPx) || height !== side(heightPx)) return null;
    return { pixels: toGray(data, width * height, channels), width, height };
  } catch {
    return null;
  }
}

/** Loads it when the first picture comes: the daemon has no use for it. */
async function importSharp() {
  try {
    const { default: sharp } = await import('sharp');
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: LOADERS });
    return sharp;
  } catch {
    return null;
  }
}

/** One channel is gray already, a second or fourth one opacity. */
function toGray(data: Uint8Array, pixelCount: number, channels: number): Uint8Array {
  const gray = new Uint8Array(pixelCount);
  const { red, green, blue } = LUMA;
  if (channels < 3) {
    for (let i = 0, at = 0; i < pixelCount; i++, at += channels) gray[i] = data[at]!;
    return gray;
  }
  for (let i = 0, at = 0; i < pixelCount; i++, at += channels) {
    const sum = red * data[at]! + green * data[at + 1]! + blue * data[at + 2]!;
    gray[i] = (sum + 32_768) >> 16;
  }
  return gray;
}
