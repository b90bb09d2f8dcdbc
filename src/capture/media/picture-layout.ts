import type { FileHandle } from 'node:fs/promises';
import { readJpegHeader } from './jpeg-header.js';
import { type PictureHeader, readPictureHeader } from './picture-header.js';

/** What the structure of a picture file says. Damage inside the picture is a decoder's business. */
interface PictureLayout {
  /** False where the picture was cut short: its own end is missing. */
  readonly isWhole: boolean;
  /** Number of bytes of the first picture; null where its structure cannot be followed. */
  readonly firstBytes: number | null;
  /** Pictures of one size that follow each other directly: a raw MJPEG recording. */
  readonly isFilm: boolean;
  /** Of a whole picture of a usual kind; null for all others. */
  readonly header: PictureHeader | null;
}

const FIRST_READ_BYTES = 1024 * 1024;
/** Larger pictures than this are judged by their last bytes. */
const MAX_READ_BYTES = 128 * 1024 * 1024;
const TAIL_BYTES = 65_536;
/** Recorders put a few bytes between the pictures of a film. */
const MAX_GAP_BYTES = 16;
/** Enough for the header of the second picture. */
const HEADER_BYTES = 128 * 1024;

/** The end of a structure that is followed from its beginning. */
type Walk = number | 'cut' | 'malformed';

/**
 * Looks for the end of the first picture in a JPEG, PNG or WebP file. Cameras write other pictures
 * and data of their own behind it (gain maps, previews, films), so the end of the file says
 * nothing.
 */
export async function readPictureLayout(
  file: FileHandle,
  pictureDemuxer: string,
  fileBytes: number,
): Promise<PictureLayout> {
  const walk = WALKS.get(pictureDemuxer);
  // TIFF has no end to look for, and its decoder takes even an unknown tag for damage.
  if (walk === undefined) {
    return {
      isWhole: pictureDemuxer === 'tiff_pipe',
      firstBytes: null,
      isFilm: false,
      header: null,
    };
  }
  for (let wanted = FIRST_READ_BYTES; ; wanted *= 4) {
    const bytes = await readAt(file, 0, Math.min(wanted, fileBytes));
    const end = walk(bytes);
    const isAll = bytes.length === fileBytes;
    const needsMore = end === 'cut' || (end !== 'malformed' && end + HEADER_BYTES > bytes.length);
    if (needsMore && !isAll && wanted < MAX_READ_BYTES) continue;
    if (typeof end === 'number') {
      const isFilm = pictureDemuxer === 'jpeg_pipe' && goesOnAsFilm(bytes, end);
      const header = isFilm ? null : readPictureHeader(bytes, pictureDemuxer);
      return { isWhole: true, firstBytes: end, isFilm, header };
    }
    const unknown = { firstBytes: null, isFilm: false, header: null };
    if (end === 'cut' && isAll) return { isWhole: false, ...unknown };
    const tail = await readAt(file, Math.max(0, fileBytes - TAIL_BYTES), TAIL_BYTES);
    const mark = pictureDemuxer === 'png_pipe' ? 'IEND' : '\xff\xd9';
    return { isWhole: tail.includes(mark, 0, 'latin1'), ...unknown };
  }
}

/** Whether the last picture of a raw MJPEG recording has its end. */
export async function endsWithWholeJpeg(file: FileHandle, fileBytes: number): Promise<boolean> {
  const tail = await readAt(file, Math.max(0, fileBytes - TAIL_BYTES * 16), TAIL_BYTES * 16);
  const lastStart = tail.lastIndexOf('\xff\xd8\xff', undefined, 'latin1');
  const lastEnd = tail.lastIndexOf('\xff\xd9', undefined, 'latin1');
  return lastEnd > lastStart;
}

async function readAt(file: FileHandle, from: number, most: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(most), 0, most, from);
  return buffer.subarray(0, bytesRead);
}

const WALKS: ReadonlyMap<string, (bytes: Buffer) => Walk> = new Map([
  ['jpeg_pipe', (bytes: Buffer) => jpegEnd(bytes, 0)],
  ['png_pipe', pngEnd],
  ['webp_pipe', webpEnd],
]);

/** Follows segments and compressed data from SOI to EOI (ITU-T T.81, annex B). */
function jpegEnd(bytes: Buffer, start: number): Walk {
  let at = start + 2;
  for (;;) {
    if (at + 2 > bytes.length) return 'cut';
    if (bytes[at] !== 0xff) return 'malformed';
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) at++;
    else if (marker === 0xd9) return at + 2;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      if (at + 4 > bytes.length) return 'cut';
      const length = bytes.readUInt16BE(at + 2);
      if (length < 2) return 'malformed';
      at += 2 + length;
      if (marker === 0xda) at = compressedEnd(bytes, at);
    }
  }
}

/** Where the next marker stands that is neither a restart nor a stuffed zero. */
function compressedEnd(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1] as number;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  return bytes.length;
}

/** Chunks of length, type, data and checksum, up to IEND. */
function pngEnd(bytes: Buffer): Walk {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (!/^[A-Za-z]{4}$/.test(type)) return 'malformed';
    at += 12 + bytes.readUInt32BE(at);
    if (type === 'IEND') return at <= bytes.length ? at : 'cut';
  }
  return 'cut';
}

/** RIFF says the length of what follows its first 8 bytes. */
function webpEnd(bytes: Buffer): Walk {
  const end = 8 + bytes.readUInt32LE(4);
  return end <= bytes.length ? end : 'cut';
}

/**
 * Whether another picture of the same size follows. A file with an index of its pictures (MPF: 3D
 * cameras, Ultra HDR) is a photograph all the same, and a preview is smaller.
 */
function goesOnAsFilm(bytes: Buffer, end: number): boolean {
  const next = bytes.subarray(end, end + MAX_GAP_BYTES + 3).indexOf('\xff\xd8\xff', 0, 'latin1');
  if (next < 0 || bytes.subarray(0, end).includes('MPF\0', 0, 'latin1')) return false;
  const [first, second] = [readJpegHeader(bytes), readJpegHeader(bytes.subarray(end + next))];
  return first !== null && first.widthPx === second?.widthPx && first.heightPx === second.heightPx;
}
