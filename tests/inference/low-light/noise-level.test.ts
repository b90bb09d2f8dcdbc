import { describe, expect, it } from 'vitest';
import type { GrayImage } from '../../../src/inference/crop/area-resize.js';
import { NoiseMeter } from '../../../src/inference/low-light/noise-level.js';
import { noisyPicture } from './noisy-pictures.js';

function measure(...frames: readonly GrayImage[]): number {
  const meter = new NoiseMeter();
  return frames.map((frame) => meter.measure(frame)).at(-1)!;
}

describe('the noise of a picture', () => {
  it.each([2, 5, 10])('of %i gray levels is measured within a tenth', (sigma) => {
    const frames = [1, 2].map((seed) => noisyPicture(640, 480, (x) => 80 + x / 16, sigma, seed));
    for (const noise of [measure(frames[0]!), measure(...frames)]) {
      expect(noise).toBeGreaterThan(0.9 * sigma);
      expect(noise).toBeLessThan(1.1 * sigma);
    }
  });

  it('is hardly moved by edges', () => {
    const stripes = (x: number, y: number) => (x % 40 < 20 === y % 60 < 30 ? 60 : 180);
    expect(measure(noisyPicture(640, 480, stripes, 4, 7))).toBeLessThan(4.8);
  });

  it('is not the texture of what stands still', () => {
    const gravel = (x: number, y: number) => 60 + ((x * 37 + y * 71) % 120);
    const frames = [1, 2].map((seed) => noisyPicture(640, 480, gravel, 2, seed));
    expect(measure(frames[0]!)).toBeGreaterThan(10);
    expect(measure(...frames)).toBeLessThan(2.5);
  });

  it('is not the motion of what has no texture', () => {
    const shade = (left: number) => (x: number) => 60 + (x + left) / 8;
    const frames = [0, 160].map((left) => noisyPicture(640, 480, shade(left), 2, 3 + left));
    expect(measure(...frames)).toBeLessThan(2.5);
  });

  it('is next to none in a flat picture, and none in one too small to tell', () => {
    expect(measure(noisyPicture(64, 64, () => 90, 0, 1))).toBeLessThan(0.4);
    expect(measure({ pixels: new Uint8Array(2), width: 2, height: 1 })).toBe(0);
  });

  it('of frames of another size is measured anew', () => {
    const small = noisyPicture(64, 48, () => 90, 3, 1);
    expect(
      measure(
        noisyPicture(640, 480, () => 200, 3, 2),
        small,
      ),
    ).toBeLessThan(4);
  });
});
