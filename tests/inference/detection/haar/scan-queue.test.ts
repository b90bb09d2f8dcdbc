import { describe, expect, it } from 'vitest';
import { ScanQueue } from '../../../../src/inference/detection/haar/scan-queue.js';
import { MotionMap } from '../../../../src/inference/detection/motion-map.js';

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

function started(leastBudgetMs = 0) {
  const motion = new MotionMap();
  const queue = new ScanQueue(motion, leastBudgetMs);
  expect(motion.update(picture(null), 0)).toBe(true);
  queue.reset(WIDTH, HEIGHT, 24, 0);
  return { motion, queue };
}

const FRAME_MS = 66;

describe('ScanQueue', () => {
  it('scans nothing while nothing moves', () => {
    const { motion, queue } = started();
    for (let i = 1; i < 100; i++) {
      expect(motion.update(picture(null), i * FRAME_MS)).toBe(false);
      expect(queue.take(i * FRAME_MS, [])).toEqual([]);
    }
  });

  it('looks at everything again after ten seconds, a little a frame', () => {
    const { motion, queue } = started();
    let scans = 0;
    let most = 0;
    for (let i = 1; i < 310; i++) {
      motion.update(picture(null), i * FRAME_MS);
      const taken = queue.take(i * FRAME_MS, []).length;
      scans += taken;
      most = Math.max(most, taken);
    }
    expect(scans).toBeGreaterThan(5);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('in the dark looks at everything again after a second', () => {
    const { motion, queue } = started();
    const seen = new Set<number>();
    for (let i = 1; i < 60; i++) {
      motion.update(picture(null), i * FRAME_MS);
      for (const { slice } of queue.take(i * FRAME_MS, [], true)) seen.add(slice.minSizePx);
      if (i * FRAME_MS < 1000) expect(seen.size).toBe(0);
    }
    expect(Math.min(...seen)).toBe(24);
    expect(Math.max(...seen)).toBeGreaterThan(350);
  });

  it('scans every size around what moved within a second, each once for one motion', () => {
    const { motion, queue } = started();
    const square = { x: 400, y: 200, side: 60 };
    const sizes = new Map<number, number>();
    for (let i = 1; i < 30; i++) {
      motion.update(picture(square), i * FRAME_MS);
      for (const { slice, region } of queue.take(i * FRAME_MS, [])) {
        const key = slice.minSizePx;
        sizes.set(key, (sizes.get(key) ?? 0) + 1);
        const grown = slice.maxSizePx + 16;
        expect(region.x).toBeGreaterThanOrEqual(Math.floor(Math.max(0, 400 - grown)));
        expect(region.x + region.width).toBeLessThanOrEqual(Math.ceil(460 + grown));
      }
    }
    expect(Math.min(...sizes.keys())).toBe(24);
    expect(Math.max(...sizes.keys())).toBeGreaterThan(350);
  });

  it('does not look for other faces inside a followed one', () => {
    const { motion, queue } = started();
    motion.update(picture({ x: 400, y: 200, side: 60 }), FRAME_MS);
    const followed = [{ x: 390, y: 190, width: 80, height: 80 }];
    expect(queue.take(FRAME_MS, followed)).toEqual([]);
    expect(queue.take(FRAME_MS, []).length).toBeGreaterThan(0);
  });

  it('keeps within a quarter of the time between frames on a slow machine', () => {
    const { motion, queue } = started();
    const spent: number[] = [];
    for (let i = 1; i < 200; i++) {
      motion.update(picture(null, i % 2 ? 60 : 120), i * FRAME_MS);
      let frameMs = 0;
      for (const task of queue.take(i * FRAME_MS, [])) {
        const { region, slice } = task;
        const shrunk = (region.width * region.height) / (slice.minSizePx / 24) ** 2;
        const costMs = shrunk * 5e-4;
        queue.measured(task, costMs);
        frameMs += costMs;
      }
      spent.push(frameMs);
    }
    const settled = spent.slice(60);
    const mean = settled.reduce((a, b) => a + b, 0) / settled.length;
    expect(mean).toBeLessThan(0.3 * FRAME_MS);
    expect(mean).toBeGreaterThan(0.1 * FRAME_MS);
  });

  it('scans everything due at once with a budget without limit', () => {
    const { motion, queue } = started(Number.MAX_SAFE_INTEGER);
    motion.update(picture(null, 150), FRAME_MS);
    expect(queue.take(FRAME_MS, []).length).toBeGreaterThan(15);
    expect(queue.take(FRAME_MS, [])).toEqual([]);
  });
});

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

  it('says where something changed', () => {
    const motion = new MotionMap();
    motion.update(picture(null), 0);
    motion.update(picture({ x: 160, y: 96, side: 32 }), 1);
    const whole = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
    expect(motion.changedSince(whole, 0, [])).toEqual({ x: 160, y: 96, width: 32, height: 32 });
    expect(motion.changedSince({ x: 0, y: 0, width: 160, height: 480 }, 0, [])).toBeNull();
    expect(motion.changedSince(whole, 1, [])).toBeNull();
  });
});
