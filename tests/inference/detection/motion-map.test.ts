import { describe, expect, it } from 'vitest';
import { MotionMap } from '../../../src/inference/detection/motion-map.js';

const WIDTH = 640;
const HEIGHT = 480;

/** A gray picture with a brighter square. */
function picture(square: { x: number; y: number; side: number } | null, gray = 90) {
  const pixels = new Uint8Array(WIDTH * HEIGHT).fill(gray);
  for (let y = 0; square && y < square.side; y++) {
    const from = (square.y + y) * WIDTH + square.x;
    pixels.fill(200, from, from + square.side);
  }
  return { pixels, width: WIDTH, height: HEIGHT };
}

describe('MotionMap', () => {
  it('takes noise for none, and slow drift for motion once it adds up', () => {
    const motion = new MotionMap();
    const whole = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
    motion.update(picture(null, 100), 0);
    const noisy = picture(null, 100);
    for (let i = 0; i < noisy.pixels.length; i++) noisy.pixels[i] = 100 + (((i * 7919) % 13) - 6);
    motion.update(noisy, 1);
    expect(motion.changedSince(whole, 0, [])).toBeNull();
    for (let step = 1; step <= 6; step++) motion.update(picture(null, 100 + step), 1 + step);
    expect(motion.changedSince(whole, 0, [])).toEqual(whole);
  });

  it('reports where something changed', () => {
    const motion = new MotionMap();
    motion.update(picture(null), 0);
    motion.update(picture({ x: 160, y: 96, side: 32 }), 1);
    const whole = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
    expect(motion.changedSince(whole, 0, [])).toEqual({ x: 160, y: 96, width: 32, height: 32 });
    expect(motion.changedSince({ x: 0, y: 0, width: 160, height: 480 }, 0, [])).toBeNull();
    expect(motion.changedSince(whole, 1, [])).toBeNull();
  });

  describe('continuity', () => {
    /** Stripes of changing gray: another seed is another scene. */
    function scene(seed: number, gain = 1, shiftPx = 0) {
      const pixels = new Uint8Array(WIDTH * HEIGHT);
      for (let y = 0; y < HEIGHT; y++) {
        for (let x = 0; x < WIDTH; x++) {
          const wave =
            Math.sin((x + shiftPx) / (30 + 7 * seed)) + Math.sin(y / (25 + 9 * seed) + seed);
          pixels[y * WIDTH + x] = Math.min(255, gain * (90 + 40 * wave));
        }
      }
      return { pixels, width: WIDTH, height: HEIGHT };
    }

    it('starts with the first frame, one of another size and one after two seconds', () => {
      const motion = new MotionMap();
      expect(motion.update(scene(1), 0)).toBe('start');
      expect(motion.update(scene(1), 66)).toBe('same');
      expect(motion.update(scene(1), 2200)).toBe('start');
      const small = { pixels: new Uint8Array(320 * 240), width: 320, height: 240 };
      expect(motion.update(small, 2266)).toBe('start');
    });

    it('is a cut where most of the picture is another, once', () => {
      const motion = new MotionMap();
      for (let i = 0; i < 5; i++) motion.update(scene(1), i * 66);
      expect(motion.update(scene(4), 330)).toBe('cut');
      expect(motion.update(scene(4), 396)).toBe('same');
    });

    it('is a change of light where the same picture gets brighter at once', () => {
      const motion = new MotionMap();
      for (let i = 0; i < 5; i++) motion.update(scene(1), i * 66);
      expect(motion.update(scene(1, 1.4), 330)).toBe('light');
    });

    it('is no cut while the camera moves, nor while somebody walks by close to it', () => {
      const motion = new MotionMap();
      for (let i = 0; i < 30; i++) {
        expect(motion.update(scene(1, 1, 12 * i), i * 66)).not.toBe('cut');
      }
      const near = new MotionMap();
      near.update(picture(null), 0);
      expect(near.update(picture({ x: 100, y: 40, side: 400 }), 66)).toBe('same');
    });
  });
});
