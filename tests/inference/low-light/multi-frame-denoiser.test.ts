import { describe, expect, it } from 'vitest';
import { MultiFrameDenoiser } from '../../../src/inference/low-light/multi-frame-denoiser.js';
import { errorOf, noisyPicture } from './noisy-pictures.js';

const WIDTH = 160;
const HEIGHT = 128;
const SIGMA = 8;

/** A room with a bright disc that has moved `shift` pixels to the right. */
const scene =
  (shift: number) =>
  (x: number, y: number): number =>
    Math.hypot(x - 60 - shift, y - 64) < 24 ? 110 + 30 * Math.sin((x - shift) / 5) : 60;

function merge(frames: number, shiftAt: (frame: number) => number): MultiFrameDenoiser {
  const merged = new MultiFrameDenoiser();
  for (let i = 0; i < frames; i++) {
    merged.add(noisyPicture(WIDTH, HEIGHT, scene(shiftAt(i)), SIGMA, 100 + i), SIGMA);
  }
  return merged;
}

describe('merged exposures', () => {
  it('are the frame itself at first', () => {
    const frame = noisyPicture(WIDTH, HEIGHT, scene(0), SIGMA, 1);
    const merged = new MultiFrameDenoiser();
    merged.add(frame, SIGMA);
    expect([...merged.values]).toEqual([...frame.pixels]);
    expect(merged.meanDepth).toBe(1);
  });

  it('have a third of the noise after nine frames of a still scene', () => {
    const merged = merge(9, () => 0);
    expect(errorOf(merged.values, WIDTH, scene(0))).toBeLessThan(SIGMA / 2.5);
    expect(merged.meanDepth).toBeGreaterThan(8);
  });

  it('follow what moves: less noise than a frame where it is now, nothing where it was', () => {
    const merged = merge(10, (i) => 3 * i);
    const now = scene(27);
    expect(errorOf(merged.values, WIDTH, now)).toBeLessThan(0.85 * SIGMA);
    const trail = merged.values[64 * WIDTH + 40]!;
    expect(Math.abs(trail - 60)).toBeLessThan(3 * SIGMA);
  });

  it('start anew with another picture', () => {
    const merged = merge(6, () => 0);
    const other = (x: number, y: number) => 40 + ((x * 7 + y * 13) % 160);
    const frame = noisyPicture(WIDTH, HEIGHT, other, 2, 5);
    merged.add(frame, 2);
    expect([...merged.values]).toEqual([...frame.pixels]);
    expect(merged.meanDepth).toBe(1);
  });

  it('take frames of another size, and sides that no block divides', () => {
    const merged = merge(3, () => 0);
    const odd = noisyPicture(101, 75, () => 50, 5, 3);
    merged.add(odd, 5);
    merged.add(odd, 5);
    expect(merged.values.length).toBe(101 * 75);
    expect(errorOf(merged.values, 101, () => 50)).toBeLessThan(6);
  });

  it('give their memory back', () => {
    const merged = merge(3, () => 0);
    merged.reset();
    expect(merged.values.length).toBe(0);
    expect(merged.meanDepth).toBe(0);
  });
});
