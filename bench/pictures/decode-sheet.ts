import { execFileSync } from 'node:child_process';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';

/** Decodes a picture file to gray through ffmpeg; the width must be known, the height follows. */
export function decodeSheet(file: string, width: number): GrayImage {
  const pixels = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
    { maxBuffer: 2 ** 30 },
  );
  return { pixels, width, height: pixels.length / width };
}

/** A copy of a rectangle of whole pixels. */
export function cut(
  image: GrayImage,
  x: number,
  y: number,
  width: number,
  height: number,
): GrayImage {
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * image.width + x;
    pixels.set(image.pixels.subarray(from, from + width), row * width);
  }
  return { pixels, width, height };
}
