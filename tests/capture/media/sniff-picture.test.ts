import { expect, it } from 'vitest';
import { foreignKind, sniffPicture } from '../../../src/capture/media/sniff-picture.js';

it.each([
  ['\xff\xd8\xff\xe0', 'jpeg_pipe'],
  ['\x89PNG\r\n\x1a\n....IHDR....IDAT', 'png_pipe'],
  ['\x89PNG\r\n\x1a\n....IHDR....acTL....IDAT', null],
  ['RIFF\x01\x02\x03\x04WEBPVP8 ', 'webp_pipe'],
  ['RIFF\x01\x02\x03\x04AVI LIST', null],
  ['BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'bmp_pipe'],
  ['BMI is weight over height squared', null],
  ['II*\0\x08\0\0\0', 'tiff_pipe'],
  ['P5\n2 2\n255\n', 'pgm_pipe'],
  ['P6 2 2 255 ', 'ppm_pipe'],
  ['GIF89a', null],
  ['Plain text', null],
  ['', null],
])('%j is %s', (head, demuxer) => {
  expect(sniffPicture(Buffer.from(head, 'latin1'))).toBe(demuxer);
});

it.each([
  ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'HEIC'],
  ['\0\0\0\x18ftypmif1\0\0\0\0mif1miaf', 'HEIF'],
  ['\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', null],
  ['\0\0\0\x18ftypavif\0\0\0\0mif1', null],
  ['\0\0\0\x18ftypisom\0\0\0\0mp41', null],
  ['RIFF\x01\x02\x03\x04WEBPVP8X\x0a\0\0\0\x02\0\0\0\x3f\x01\0\xef\0\0ANIM', 'animated WebP'],
  ['RIFF\x01\x02\x03\x04WEBPVP8X\x0a\0\0\0\x10\0\0\0\x3f\x01\0\xef\0\0VP8L', null],
  ['8BPS\0\x01', 'Photoshop (PSD)'],
  ['%PDF-1.7', 'PDF'],
  ['<?xml version="1.0"?>\n<svg xmlns="x">', 'SVG'],
  ['<svg width="9">', 'SVG'],
  ['PK\x03\x04', 'ZIP archive'],
  ['\xff\xd8\xff\xe0', null],
  ['<p>of <svg> and such</p>', null],
])('%j is of the foreign kind %s', (head, name) => {
  expect(foreignKind(Buffer.from(head, 'latin1'))?.name ?? null).toBe(name);
});
