import { describe, expect, it } from 'vitest';
import { PictureWatch } from '../../../src/capture/supervisor/picture-watch.js';

const DEADLINE_MS = 30_000;
const PIXELS = 640 * 480;

/** Shows pictures at `times`, as `paint` changes them, in one memory as a source may. */
function show(times: readonly number[], paint: (pixels: Uint8Array, i: number) => void) {
  const watch = new PictureWatch(DEADLINE_MS);
  const pixels = new Uint8Array(PIXELS).fill(120);
  return times.map((ms, i) => {
    paint(pixels, i);
    return watch.look(pixels, ms);
  });
}

const everySecond = Array.from({ length: 120 }, (_, s) => s * 1000);

describe('PictureWatch', () => {
  it('is not frozen while one pixel of the whole picture changes by one level', () => {
    const lone = [0, 1, PIXELS - 1, 12_345];
    const faults = show(everySecond, (pixels, i) => {
      const at = lone[i % lone.length]!;
      pixels[at] = 120 + ((pixels[at]! + 1) % 2);
    });
    expect(new Set(faults)).toEqual(new Set([null]));
  });

  it('is not frozen by a still scene with the noise of a sensor', () => {
    let state = 7;
    const faults = show(everySecond, (pixels) => {
      pixels.fill(120);
      // One pixel in a thousand is off by one: a very quiet camera.
      for (let i = 0; i < PIXELS / 1000; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        pixels[state % PIXELS] = 121;
      }
    });
    expect(new Set(faults)).toEqual(new Set([null]));
  });

  it('is frozen when every pixel stays the same for the whole deadline', () => {
    const faults = show(everySecond.slice(0, 40), () => {});
    expect(faults.indexOf('frozen')).toBe(30);
    expect(faults.slice(30)).toEqual(Array(10).fill('frozen'));
  });

  it('wants three pictures, however slow the source', () => {
    expect(show([0, 40_000, 80_000], () => {})).toEqual([null, null, 'frozen']);
  });

  it('remembers the fault over a reopening until another picture comes', () => {
    const watch = new PictureWatch(DEADLINE_MS);
    const still = Uint8Array.of(50, 90);
    for (const ms of [0, 15_000, 31_000]) watch.look(still, ms);
    watch.reopened();
    expect(watch.look(still, 32_000)).toBe('frozen');
    expect(watch.look(Uint8Array.of(50, 91), 33_000)).toBeNull();
    watch.reopened();
    expect(watch.look(Uint8Array.of(50, 91), 64_000)).toBeNull();
  });

  it('tells black from dark', () => {
    expect(show([0, 31_000], (pixels, i) => pixels.fill(16 + i))[1]).toBe('black');
    const dark = show([0, 31_000], (pixels, i) => {
      pixels.fill(10 + i);
      pixels.fill(30, 0, 1000);
    });
    expect(dark).toEqual([null, null]);
  });
});
