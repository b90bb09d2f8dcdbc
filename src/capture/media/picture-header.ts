import { readJpegHeader } from './jpeg-header.js';

/** What a picture's header tells of how it is displayed, before it is decoded. */
export interface PictureHeader {
  readonly widthPx: number;
  readonly heightPx: number;
  /** As in EXIF: 1 upright, 2 to 8 turned or mirrored. */
  readonly orientation: number;
}

/**
 * The header of a whole picture of a usual kind: JPEG, PNG of 8 bits, WebP. Null for all others,
 * and for those whose header is not as it should be: ffmpeg looks at them. `bytes` are the
 * beginning of the file.
 */
export function readPictureHeader(bytes: Buffer, pictureDemuxer: string): PictureHeader | null {
  const header = HEADERS.get(pictureDemuxer)?.(bytes) ?? null;
  return header !== null && header.widthPx > 0 && header.heightPx > 0 ? header : null;
}

const HEADERS: ReadonlyMap<string, (bytes: Buffer) => PictureHeader | null> = new Map([
  ['jpeg_pipe', jpegHeader],
  ['png_pipe', pngHeader],
  ['webp_pipe', webpHeader],
]);

function jpegHeader(bytes: Buffer): PictureHeader | null {
  const header = readJpegHeader(bytes);
  if (header === null || !header.isUsual) return null;
  const { widthPx, heightPx, orientation } = header;
  return orientation >= 1 && orientation <= 8 ? { widthPx, heightPx, orientation } : null;
}

/** IHDR is the first chunk of every PNG. Those of 16 bits are left to ffmpeg. */
function pngHeader(bytes: Buffer): PictureHeader | null {
  if (bytes.length < 26 || bytes.toString('latin1', 12, 16) !== 'IHDR' || bytes[24]! > 8)
    return null;
  return { widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20), orientation: 1 };
}

/** RFC 9649: the size stands in the first chunk, in a place of its own in each kind. */
function webpHeader(bytes: Buffer): PictureHeader | null {
  if (bytes.length < 30) return null;
  const kind = bytes.toString('latin1', 12, 16);
  if (kind === 'VP8X') {
    return {
      widthPx: bytes.readUIntLE(24, 3) + 1,
      heightPx: bytes.readUIntLE(27, 3) + 1,
      orientation: 1,
    };
  }
  if (kind === 'VP8L' && bytes[20] === 0x2f) {
    const bits = bytes.readUInt32LE(21);
    return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >> 14) & 0x3fff) + 1, orientation: 1 };
  }
  if (kind === 'VP8 ' && bytes.toString('latin1', 23, 26) === '\x9d\x01\x2a') {
    return {
      widthPx: bytes.readUInt16LE(26) & 0x3fff,
      heightPx: bytes.readUInt16LE(28) & 0x3fff,
      orientation: 1,
    };
  }
  return null;
}
