import { expect, it } from 'vitest';
import { endsWhole, sniffPicture } from '../../../src/capture/media/sniff-picture.js';

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
  ['jpeg_pipe', 'scan\xff\xd9', true],
  ['jpeg_pipe', 'scan\xff\xd9 and what the phone adds', true],
  ['jpeg_pipe', 'scan', false],
  ['png_pipe', 'IDAT....\0\0\0\0IEND\xae\x42\x60\x82', true],
  ['png_pipe', 'IDAT....', false],
  ['webp_pipe', 'anything', false],
])('%s ending in %j is whole: %s', (demuxer, tail, whole) => {
  expect(endsWhole(demuxer, Buffer.from(tail, 'latin1'))).toBe(whole);
});
