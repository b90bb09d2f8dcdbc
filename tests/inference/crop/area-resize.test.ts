import { describe, expect, it } from 'vitest';
import { areaResize, type GrayImage } from '../../../src/inference/crop/area-resize.js';

function image(width: number, height: number, at: (x: number, y: number) => number): GrayImage {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels[y * width + x] = at(x, y);
  }
  return { pixels, width, height };
}

function resized(
  source: GrayImage,
  region: { x: number; y: number; width: number; height: number },
  width: number,
  height: number,
): number[] {
  const target = { pixels: new Uint8Array(width * height), width, height };
  areaResize(source, region, target);
  return [...target.pixels];
}

describe('areaResize', () => {
  it('copies whole pixels unchanged', () => {
    const source = image(8, 6, (x, y) => 10 * y + x);
    const out = resized(source, { x: 2, y: 1, width: 3, height: 2 }, 3, 2);
    expect(out).toEqual([12, 13, 14, 22, 23, 24]);
  });

  it('averages blocks exactly when shrinking by a whole factor', () => {
    const source = image(4, 4, (x, y) => 16 * (4 * y + x));
    expect(resized(source, { x: 0, y: 0, width: 4, height: 4 }, 2, 2)).toEqual([40, 72, 168, 200]);
  });

  it('counts edge pixels by the fraction that is covered', () => {
    const source = image(3, 1, (x) => [0, 100, 200][x]!);
    // 1.5 source pixels each: (1·0 + 0.5·100)/1.5 and (0.5·100 + 1·200)/1.5.
    expect(resized(source, { x: 0, y: 0, width: 3, height: 1 }, 2, 1)).toEqual([33, 167]);
  });

  it('keeps the mean of a region with fractional borders', () => {
    const source = image(60, 60, (x, y) => (x * 37 + y * 91) % 251);
    const region = { x: 3.3, y: 7.7, width: 45.5, height: 45.5 };
    const fine = resized(source, region, 13, 13);
    const coarse = resized(source, region, 1, 1);
    const mean = fine.reduce((a, b) => a + b, 0) / fine.length;
    expect(Math.abs(mean - coarse[0]!)).toBeLessThan(1);
  });

  it('repeats the edge outside the picture', () => {
    const source = image(2, 2, (x) => (x === 0 ? 50 : 150));
    const out = resized(source, { x: -4, y: -4, width: 8, height: 8 }, 4, 4);
    expect(out.slice(0, 4)).toEqual([50, 50, 100, 150]);
    expect(out.slice(12)).toEqual([50, 50, 100, 150]);
  });

  it('interpolates between pixel centres when enlarging', () => {
    const source = image(2, 1, (x) => (x === 0 ? 0 : 200));
    expect(resized(source, { x: 0, y: 0, width: 2, height: 1 }, 4, 1)).toEqual([0, 50, 150, 200]);
  });

  it('does not touch a source of one pixel wrongly', () => {
    expect(
      resized(
        image(1, 1, () => 77),
        { x: -3, y: 0, width: 9, height: 5 },
        2,
        2,
      ),
    ).toEqual([77, 77, 77, 77]);
  });
});
