import { describe, expect, it } from 'vitest';
import type { GrayFrame } from '../../src/core/frame.js';
import { silentLog } from '../../src/core/log.js';
import { createSyntheticSource } from '../../src/synthetic/synthetic-source.js';
import { FakeClock, settle } from '../capture/fixtures/fake-clock.js';
import { emptyRoom, singleFrontal } from './fixtures/named-scenes.js';

const settings = { widthPx: 64, heightPx: 48, framesPerSecond: 10, seed: 1, people: 1 };
const tiny = { ...emptyRoom(), widthPx: 64, heightPx: 48, loopS: 10 };

describe('createSyntheticSource', () => {
  it('gives frames at the rate of the clock', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const frames: GrayFrame[] = [];
    const source = createSyntheticSource({ ...settings, scene: tiny }, { clock, log: silentLog });
    const done = source.run(abort.signal, { onFrame: (frame) => frames.push(frame) });
    await clock.advance(1000);
    expect(frames.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(frames.at(-1)).toMatchObject({
      width: 64,
      height: 48,
      mediaTimeS: 1,
      monotonicMs: 1000,
    });
    expect(frames[0]?.pixels).toHaveLength(64 * 48);
    abort.abort();
    await done;
    expect(clock.sleeping).toBe(0);
  });

  it('leaves out frames that come too late instead of drifting', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const frames: GrayFrame[] = [];
    const source = createSyntheticSource({ ...settings, scene: tiny }, { clock, log: silentLog });
    const done = source.run(abort.signal, { onFrame: (frame) => frames.push(frame) });
    await clock.advance(200);
    await clock.suspend(560);
    await clock.advance(240);
    abort.abort();
    await done;
    const sequences = frames.map(({ sequence }) => sequence);
    expect(sequences.slice(0, 3)).toEqual([0, 1, 2]);
    expect(sequences.at(-1)).toBe(10);
    expect(sequences.length).toBeLessThan(9);
    for (const { mediaTimeS, monotonicMs } of frames.slice(4)) {
      expect(Math.abs(monotonicMs - 1000 * mediaTimeS)).toBeLessThan(100);
    }
  });

  it('ends with the script of a scene that does not loop', async () => {
    const clock = new FakeClock();
    const scene = { ...singleFrontal({ durationS: 0.5, sizePx: 40 }), widthPx: 64, heightPx: 48 };
    const frames: GrayFrame[] = [];
    const source = createSyntheticSource({ ...settings, scene }, { clock, log: silentLog });
    expect(source.endless).toBe(false);
    const done = source.run(new AbortController().signal, {
      onFrame: (frame) => frames.push(frame),
    });
    await clock.advance(2000);
    await done;
    expect(frames).toHaveLength(6);
  });

  it('gives five preview pictures a second, only when they are wanted', async () => {
    for (const [wantPreview, expected] of [
      [true, 6],
      [false, 0],
    ] as const) {
      const clock = new FakeClock();
      const abort = new AbortController();
      const pictures: Uint8Array[] = [];
      const source = createSyntheticSource(
        { ...settings, scene: tiny, wantPreview },
        { clock, log: silentLog },
      );
      const done = source.run(abort.signal, {
        // Takes the memory away, as a transfer to a worker does.
        onFrame: (frame) =>
          structuredClone(frame.pixels, { transfer: [frame.pixels.buffer as ArrayBuffer] }),
        onPreview: ({ jpeg }) => pictures.push(jpeg),
      });
      await clock.advance(1000);
      abort.abort();
      await done;
      expect(pictures).toHaveLength(expected);
      for (const jpeg of pictures) expect([...jpeg.slice(0, 2)]).toEqual([0xff, 0xd8]);
    }
  });

  it('spends at most a tenth of the time on preview pictures, however slow the box', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    let spentMs = 0;
    const slowClock = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs() + spentMs,
      sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal),
    };
    let pictures = 0;
    const source = createSyntheticSource(
      { ...settings, scene: tiny, wantPreview: true },
      { clock: slowClock, log: silentLog },
    );
    const done = source.run(abort.signal, {
      onFrame: () => {},
      onPreview: () => {
        pictures++;
        spentMs += 100;
      },
    });
    await clock.advance(5000);
    abort.abort();
    await done;
    expect(pictures).toBeGreaterThan(3);
    expect(pictures).toBeLessThan(8);
  });

  it('draws nothing when it is aborted before it starts', async () => {
    const source = createSyntheticSource(settings, { clock: new FakeClock(), log: silentLog });
    expect(source).toMatchObject({ traits: { kind: 'synthetic' }, endless: true });
    let frames = 0;
    await source.run(AbortSignal.abort(), { onFrame: () => frames++ });
    await settle();
    expect(frames).toBe(0);
  });
});
