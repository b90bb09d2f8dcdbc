import { open } from 'node:fs/promises';
import { sniffPicture } from '../../capture/media/sniff-picture.js';

/** Endings of pictures and films; `.ts` is left out, since programs have it too. */
const ENDINGS = new Set(
  (
    'jpg jpeg jpe jfif png apng webp bmp dib gif tif tiff pgm ppm pbm pnm jp2 j2k jxl avif ' +
    'heic heif mp4 m4v mov qt mkv webm avi mpg mpeg mpe m2ts mts 3gp 3g2 wmv asf flv ogv ogg ' +
    'mjpeg mjpg mxf dv vob nut y4m ivf h264 264 h265 265 hevc rm rmvb divx'
  ).split(' '),
);
const HEAD_BYTES = 512;

/**
 * Whether a file of a folder is to be read: by its name, or by what its first bytes are. A file
 * with the name of a picture that is none is for the analysis to refuse.
 */
export async function looksLikeMedia(path: string): Promise<boolean> {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase();
  if (ending !== undefined && ENDINGS.has(ending)) return true;
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const head = buffer.subarray(0, bytesRead);
      return sniffPicture(head) !== null || FILMS.some((film) => film(head.toString('latin1')));
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** How containers begin, a byte a character. */
const FILMS: readonly ((head: string) => boolean)[] = [
  (head) => /^.{4}(?:ftyp|moov|mdat)/s.test(head),
  (head) => head.startsWith('\x1a\x45\xdf\xa3'),
  (head) => /^RIFF.{4}AVI /s.test(head),
  (head) => head.startsWith('GIF8') || head.startsWith('OggS') || head.startsWith('FLV\x01'),
  (head) => head.startsWith('\0\0\x01\xba') || head.startsWith('YUV4MPEG2 '),
  (head) => head[0] === 'G' && head[188] === 'G' && head[376] === 'G',
];
