import jpeg from 'jpeg-js';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { Snapshot } from '../../src/daemon/snapshot.js';

const frame = (gray: number) => ({
  pixels: new Uint8Array(32 * 16).fill(gray),
  width: 32,
  height: 16,
  sequence: 0,
  capturedAtMs: 0,
  monotonicMs: 0,
  mediaTimeS: 0,
});

it('gives the next frame to all who ask, and nothing of the frames before', async () => {
  const still = new Snapshot(systemClock);
  still.frame(frame(10));
  const asked = [still.take(), still.take()];
  still.frame(frame(200));
  still.frame(frame(90));
  for (const picture of await Promise.all(asked)) {
    const { width, height, data } = jpeg.decode(picture ?? new Uint8Array());
    expect([width, height]).toEqual([32, 16]);
    expect(Math.abs((data[0] ?? 0) - 200)).toBeLessThan(4);
  }
});

it('gives up when no frame comes', async () => {
  const clock = { ...systemClock, sleep: () => Promise.resolve() };
  expect(await new Snapshot(clock).take()).toBeNull();
});
