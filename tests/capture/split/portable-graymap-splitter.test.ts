import { describe, expect, it } from 'vitest';
import {
  type GrayPicture,
  PortableGraymapSplitter,
} from '../../../src/capture/split/portable-graymap-splitter.js';
import { EkspresiError } from '../../../src/core/errors.js';
import { cutAnywhere, seededRandom } from '../fixtures/seeded-random.js';

function graymap(width: number, height: number, seed: number): Buffer {
  const random = seededRandom(seed);
  // Pixels that look like white space and like a header must not confuse it.
  const pixels = Array.from({ length: width * height }, () =>
    random() < 0.3 ? 0x0a : Math.floor(random() * 256),
  );
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), Buffer.from(pixels)]);
}

function collect(options: { maxPixels?: number; accept?: () => boolean } = {}) {
  const pictures: GrayPicture[] = [];
  const { maxPixels = 10_000, accept = () => true } = options;
  const splitter = new PortableGraymapSplitter({
    ...{ maxPixels, accept },
    onPicture: (picture) => pictures.push(picture),
  });
  return { splitter, pictures };
}

describe('PortableGraymapSplitter', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'gives every picture whole, cut anywhere (seed %i)',
    (seed) => {
      const random = seededRandom(seed + 1);
      const count = 1 + Math.floor(random() * 6);
      const sizes = Array.from({ length: count }, () => [
        1 + Math.floor(random() * 30),
        1 + Math.floor(random() * 30),
      ]) as [number, number][];
      const originals = sizes.map(([width, height], i) => graymap(width, height, seed * 10 + i));
      const { splitter, pictures } = collect();
      const longest = [1, 7, 64, 5000][seed % 4] as number;
      for (const chunk of cutAnywhere(Buffer.concat(originals), random, longest)) {
        splitter.push(chunk);
      }
      expect(splitter.atBoundary).toBe(true);
      expect(pictures.map(({ width, height }) => [width, height])).toEqual(sizes);
      expect(pictures.map(({ index }) => index)).toEqual(sizes.map((_, i) => i));
      pictures.forEach(({ pixels, width, height }, i) => {
        const expected = (originals[i] as Buffer).subarray(-width * height);
        expect(Buffer.compare(Buffer.from(pixels), expected)).toBe(0);
      });
    },
  );

  it('gives each picture memory of its own, which no later byte changes', () => {
    const { splitter, pictures } = collect();
    const chunk = Buffer.concat([graymap(8, 8, 1), graymap(8, 8, 2)]);
    splitter.push(chunk);
    const [first, second] = pictures as [GrayPicture, GrayPicture];
    const before = Buffer.from(first.pixels);
    expect(first.pixels.buffer).not.toBe(second.pixels.buffer);
    expect(first.pixels.buffer.byteLength).toBe(64);
    chunk.fill(0);
    splitter.push(graymap(8, 8, 3));
    expect(Buffer.compare(Buffer.from(first.pixels), before)).toBe(0);
  });

  it('drops what is refused, counts it, and reuses its memory', () => {
    let turn = 0;
    const { splitter, pictures } = collect({ accept: () => turn++ % 3 === 0 });
    for (let i = 0; i < 9; i++) splitter.push(graymap(4, 4, i));
    expect(pictures.map(({ index }) => index)).toEqual([0, 3, 6]);
    const expected = graymap(4, 4, 3).subarray(-16);
    expect(Buffer.compare(Buffer.from((pictures[1] as GrayPicture).pixels), expected)).toBe(0);
  });

  it.each([
    ['noise', Buffer.alloc(200, 0x41)],
    ['another format', Buffer.from('P6\n2 2\n255\n............')],
    ['16 bit', Buffer.from('P5\n2 2\n65535\n........')],
    ['no width', Buffer.from('P5\n0 2\n255\n....')],
    ['words', Buffer.from('P5\nnine 2\n255\n....')],
  ])('refuses %s', (_name, bytes) => {
    const { splitter, pictures } = collect();
    expect(() => splitter.push(bytes)).toThrow(EkspresiError);
    expect(pictures).toEqual([]);
  });

  it('refuses a picture larger than expected before taking memory for it', () => {
    const { splitter } = collect({ maxPixels: 100 });
    expect(() => splitter.push(Buffer.from('P5\n100000 100000\n255\n'))).toThrow(/100000×100000/);
  });
});
