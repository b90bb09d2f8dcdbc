import { describe, expect, it } from 'vitest';
import { JpegSplitter } from '../../../src/capture/split/jpeg-splitter.js';
import { cutAnywhere, seededRandom } from '../fixtures/seeded-random.js';

const SOI = [0xff, 0xd8];
const EOI = [0xff, 0xd9];

function segment(marker: number, body: readonly number[]): number[] {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...body];
}

/** A picture with a thumbnail inside a header segment, stuffed bytes and restart markers. */
function jpeg(seed: number): Buffer {
  const random = seededRandom(seed);
  const thumbnail = [...SOI, ...segment(0xda, [1, 2]), 9, 9, ...EOI];
  const scan = Array.from({ length: 20 + Math.floor(random() * 300) }, () => {
    const byte = Math.floor(random() * 256);
    if (byte === 0xff) return [0xff, 0x00];
    return random() < 0.02 ? [0xff, 0xd0 + Math.floor(random() * 8)] : [byte];
  }).flat();
  return Buffer.from([
    ...SOI,
    ...segment(0xe1, [0x45, 0x78, ...thumbnail, 0xff, 0xd9]),
    ...segment(0xdb, [0, 1, 2, 3]),
    ...segment(0xda, [1, 1, 0]),
    ...scan,
    // A second scan, as in a progressive picture.
    ...segment(0xc4, [0xff, 0xd9, 0]),
    ...segment(0xda, [1, 2, 0]),
    ...scan,
    ...EOI,
  ]);
}

function split(chunks: readonly Uint8Array[], maxBytes = 100_000): Buffer[] {
  const found: Buffer[] = [];
  const splitter = new JpegSplitter({ maxBytes, onJpeg: (jpg) => found.push(Buffer.from(jpg)) });
  for (const chunk of chunks) splitter.push(chunk);
  return found;
}

describe('JpegSplitter', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'gives every picture whole, cut anywhere, whatever lies between (seed %i)',
    (seed) => {
      const random = seededRandom(seed + 99);
      const pictures = [jpeg(seed), jpeg(seed + 1), jpeg(seed + 2)];
      const between = () => Buffer.alloc(Math.floor(random() * 50), seed % 2 === 0 ? 0 : 0xff);
      const bytes = Buffer.concat(pictures.flatMap((picture) => [between(), picture]));
      const longest = [1, 3, 100, 100_000][seed % 4] as number;
      expect(split(cutAnywhere(bytes, random, longest))).toEqual(pictures);
    },
  );

  it('survives the first picture of v4l2loopback, padded to the whole buffer', () => {
    const padded = Buffer.alloc(1_228_800);
    jpeg(1).copy(padded);
    expect(split([padded, jpeg(2), jpeg(3)])).toEqual([jpeg(1), jpeg(2), jpeg(3)]);
  });

  it('drops a picture that was cut short and gives the next one', () => {
    const cut = jpeg(1).subarray(0, jpeg(1).length - 40);
    expect(split([cut, jpeg(2)])).toEqual([jpeg(2)]);
  });

  it('drops a picture longer than allowed, and goes on', () => {
    const long = Buffer.concat([jpeg(1).subarray(0, -2), Buffer.alloc(5000, 7), Buffer.from(EOI)]);
    expect(split([long, jpeg(2)], 3000)).toEqual([jpeg(2)]);
    expect(split(cutAnywhere(long, seededRandom(1), 50), 3000)).toEqual([]);
  });

  it('holds no more than the limit of a picture that never ends', () => {
    const found: Uint8Array[] = [];
    const splitter = new JpegSplitter({ maxBytes: 1000, onJpeg: (jpg) => found.push(jpg) });
    splitter.push(jpeg(1).subarray(0, -2));
    for (let i = 0; i < 1000; i++) splitter.push(Buffer.alloc(1000, 7));
    splitter.push(jpeg(2));
    expect(found.map((jpg) => Buffer.from(jpg))).toEqual([jpeg(2)]);
  });
});
