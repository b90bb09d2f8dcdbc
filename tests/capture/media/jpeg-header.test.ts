import { describe, expect, it } from 'vitest';
import { readJpegHeader } from '../../../src/capture/media/jpeg-header.js';

const segment = (marker: number, ...body: number[]) => [0xff, marker, 0, body.length + 2, ...body];
const START = [0xff, 0xd8];
const APP0 = segment(0xe0, ...Buffer.from('JFIF\0'));
/** 96 wide, 64 high, one component. */
const FRAME = segment(0xc2, 8, 0, 64, 0, 96, 1, 1, 0x11, 0);
const EXIF = [...Buffer.from('Exif\0\0', 'latin1')];
/** Two tags, the second is the orientation 6. */
const LITTLE = [
  ...[0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0],
  ...[0x0f, 1, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0],
  ...[0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0],
];
const size = { widthPx: 96, heightPx: 64 };

describe('readJpegHeader', () => {
  it('tells size and orientation', () => {
    const plain = Buffer.from([...START, ...APP0, ...FRAME]);
    expect(readJpegHeader(plain)).toEqual({ ...size, orientation: 1, isUsual: true });
    const turned = [...START, ...APP0, ...segment(0xe1, ...EXIF, ...LITTLE), ...FRAME];
    expect(readJpegHeader(Buffer.from(turned))).toEqual({ ...size, orientation: 6, isUsual: true });
    // Fill bytes between segments are allowed.
    const filled = Buffer.from([...START, 0xff, 0xff, ...FRAME]);
    expect(readJpegHeader(filled)).toEqual({ ...size, orientation: 1, isUsual: true });
  });

  it('knows what not every decoder reads: CMYK, 12 bits, arithmetic coding', () => {
    for (const odd of [
      segment(0xc0, 8, 0, 64, 0, 96, 4, 1, 0x11, 0),
      segment(0xc1, 12, 0, 64, 0, 96, 1, 1, 0x11, 0),
      segment(0xc9, 8, 0, 64, 0, 96, 3, 1, 0x11, 0),
    ]) {
      const header = readJpegHeader(Buffer.from([...START, ...odd]));
      expect(header).toEqual({ ...size, orientation: 1, isUsual: false });
    }
  });

  it('takes an EXIF header that is cut or points elsewhere for none', () => {
    for (let bytes = 0; bytes < LITTLE.length; bytes++) {
      const cut = [...START, ...segment(0xe1, ...EXIF, ...LITTLE.slice(0, bytes)), ...FRAME];
      expect(readJpegHeader(Buffer.from(cut))).toEqual({ ...size, orientation: 1, isUsual: true });
    }
    const far = LITTLE.with(6, 0xff);
    const lost = Buffer.from([...START, ...segment(0xe1, ...EXIF, ...far), ...FRAME]);
    expect(readJpegHeader(lost)).toEqual({ ...size, orientation: 1, isUsual: true });
  });

  it('knows nothing of what is no JPEG, or only its start', () => {
    const whole = [...START, ...APP0, ...FRAME];
    for (let bytes = 0; bytes < START.length + APP0.length; bytes++) {
      expect(readJpegHeader(Buffer.from(whole.slice(0, bytes)))).toBeNull();
    }
    expect(readJpegHeader(Buffer.from([...START, ...Array(40).fill(7)]))).toBeNull();
    expect(readJpegHeader(Buffer.from([...START, 0xff, 0xe0, 0, 0, ...FRAME]))).toBeNull();
  });
});
