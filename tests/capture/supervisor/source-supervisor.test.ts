import { describe, expect, it } from 'vitest';
import { SOURCE_TYPES } from '../../../src/capture/source-types.js';
import { SourceSupervisor } from '../../../src/capture/supervisor/source-supervisor.js';
import { EkspresiError } from '../../../src/core/errors.js';
import type { GrayFrame } from '../../../src/core/frame.js';
import type { FrameSinks, FrameSource, SourceTraits } from '../../../src/core/frame-source.js';
import type { SourceState } from '../../../src/core/source-state.js';
import { CollectingLog } from '../fixtures/collecting-log.js';
import { FakeClock, settle } from '../fixtures/fake-clock.js';

let shade = 0;

type Script = (signal: AbortSignal, sinks: FrameSinks) => Promise<void>;

/** A supervised source that plays one script an attempt, the last one for ever. */
function supervise(
  scripts: readonly Script[],
  options: {
    endless?: boolean;
    kind?: string;
    whenReady?: (signal: AbortSignal) => Promise<void>;
  } = {},
) {
  const clock = new FakeClock();
  const log = new CollectingLog();
  const states: SourceState[] = [];
  const frames: GrayFrame[] = [];
  const starts: number[] = [];
  const abort = new AbortController();
  const source: FrameSource = {
    traits: SOURCE_TYPES.find(({ kind }) => kind === (options.kind ?? 'camera')) as SourceTraits,
    name: 'fake',
    endless: options.endless ?? true,
    async run(signal, sinks) {
      starts.push(clock.monotonicMs());
      await Promise.resolve();
      const script = scripts[Math.min(starts.length, scripts.length) - 1] as Script;
      return script(signal, sinks);
    },
  };
  const supervisor = new SourceSupervisor({
    ...{ source, clock, log },
    sinks: {
      onFrame: (frame) => frames.push(frame),
      ...(options.whenReady === undefined ? {} : { whenReady: options.whenReady }),
    },
    onState: (state) => states.push(state),
  });
  let ended = false;
  const done = supervisor.run(abort.signal).then(() => {
    ended = true;
  });
  const kinds = () => states.map(({ kind }) => kind);
  return { clock, log, states, kinds, frames, starts, abort, done, isEnded: () => ended };
}

/** A picture of its own each time, as a live camera gives. */
function frameAt(clock: FakeClock, gray = 100 + (shade++ % 100)): GrayFrame {
  const time = { capturedAtMs: clock.nowMs(), monotonicMs: clock.monotonicMs(), mediaTimeS: 0 };
  return { pixels: Uint8Array.of(gray), width: 1, height: 1, sequence: 0, ...time };
}

const untilAborted: Script = (signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
const never: Script = () => new Promise(() => {});
const failing: Script = async () => {
  throw new EkspresiError('camera-not-there', { device: '/dev/video9' });
};

it('does not take a busy pipeline for a silent source', async () => {
  const world = supervise(
    [
      async (signal, sinks) => {
        sinks.onFrame(frameAt(world.clock));
        await sinks.whenReady?.(signal);
        sinks.onFrame(frameAt(world.clock));
        await untilAborted(signal, sinks);
      },
    ],
    // Models that load for two minutes.
    { endless: false, whenReady: (signal) => world.clock.sleep(120_000, signal) },
  );
  await settle();
  await world.clock.advance(125_000);
  expect(world.frames).toHaveLength(2);
  expect(world.kinds()).toEqual(['starting', 'running']);
  // Silence after that is its own.
  await world.clock.advance(30_000);
  expect(world.kinds()).toEqual(['starting', 'running', 'ended']);
});

describe('SourceSupervisor', () => {
  it('is starting, then running with the first frame, then stopped', async () => {
    const world = supervise([
      async (signal, sinks) => {
        sinks.onFrame(frameAt(world.clock));
        sinks.onFrame(frameAt(world.clock));
        await untilAborted(signal, sinks);
      },
    ]);
    await settle();
    expect(world.kinds()).toEqual(['starting', 'running']);
    expect(world.frames).toHaveLength(2);
    world.abort.abort();
    await world.done;
    expect(world.kinds()).toEqual(['starting', 'running', 'stopped']);
    expect(world.clock.sleeping).toBe(0);
  });

  it.each([
    ['camera', 70_000, [1, 2, 4, 8, 15, 15, 15]],
    ['snapshot', 70_000, [1, 2, 4, 8, 15, 15, 15]],
    ['stream', 300_000, [1, 2, 4, 8, 16, 32, 60, 60, 60]],
  ] as const)('doubles the wait of a %s up to its most', async (kind, spanMs, expected) => {
    const world = supervise([failing], { kind });
    await world.clock.advance(spanMs);
    const waits = world.starts.slice(1).map((ms, i) => (ms - (world.starts[i] as number)) / 1000);
    expect(waits).toEqual(expected);
    world.abort.abort();
    await world.done;
  });

  it('says what is wrong, how to mend it, since when, and when it tries again', async () => {
    const world = supervise([failing]);
    await world.clock.advance(1500);
    expect(world.states.at(-1)).toEqual({
      kind: 'degraded',
      sinceMs: 1_700_000_000_000,
      code: 'SOURCE_MISSING',
      reason: 'the camera /dev/video9 is not there',
      remedy: 'Plug the camera in; it is picked up by itself.',
      failure: { kind: 'camera-not-there', parameters: { device: '/dev/video9' } },
      retryAtMs: 1_700_000_003_000,
    });
    await world.clock.advance(600_000);
    const warnings = world.log.lines.filter((line) => line.startsWith('warn'));
    expect(warnings).toHaveLength(1);
    world.abort.abort();
    await world.done;
  });

  it('picks a camera up that appears later', async () => {
    const world = supervise([
      failing,
      failing,
      async (signal, sinks) => {
        sinks.onFrame(frameAt(world.clock));
        await untilAborted(signal, sinks);
      },
    ]);
    await world.clock.advance(4000);
    expect(world.kinds()).toEqual(['starting', 'degraded', 'degraded', 'running']);
    world.abort.abort();
    await world.done;
  });

  it.each([
    ['frozen', 90, 'SOURCE_FROZEN'],
    ['black', 3, 'SOURCE_BLACK'],
  ] as const)(
    'is degraded while the picture is %s, and back with another one',
    async (_, gray, code) => {
      let isMended = false;
      const playing: Script = async (signal, sinks) => {
        for (let i = 0; !signal.aborted; i++) {
          const isFaulty = !isMended && (world.starts.length > 1 || i >= 5);
          sinks.onFrame(isFaulty ? frameAt(world.clock, gray) : frameAt(world.clock));
          await world.clock.sleep(1000, signal).catch(() => {});
        }
      };
      const world = supervise([playing]);
      await world.clock.advance(34_000);
      expect(world.kinds()).toEqual(['starting', 'running']);
      await world.clock.advance(2000);
      expect(world.states.at(-1)).toMatchObject({ kind: 'degraded', code });
      const before = world.frames.length;
      await world.clock.advance(600_000);
      // It was opened again and again, gave frames, and none was handed on or called running.
      expect(world.starts.length).toBeGreaterThan(5);
      expect(world.starts.length).toBeLessThan(40);
      expect(world.frames).toHaveLength(before);
      expect(world.kinds().filter((kind) => kind === 'running')).toHaveLength(1);
      isMended = true;
      await world.clock.advance(75_000);
      expect(world.states.at(-1)?.kind).toBe('running');
      expect(world.frames.length).toBeGreaterThan(before);
      world.abort.abort();
      await world.done;
    },
  );

  it('begins with the first wait again after 60 s of frames, not after fewer', async () => {
    const playing =
      (seconds: number): Script =>
      async (_signal, sinks) => {
        for (let i = 0; i <= seconds; i++) {
          sinks.onFrame(frameAt(world.clock));
          await world.clock.sleep(1000);
        }
        await failing(_signal, sinks);
      };
    const world = supervise([failing, failing, playing(30), playing(61), failing]);
    await world.clock.advance(120_000);
    // Waits 1 s, 2 s, then 4 s after the short play of 31 s, and 1 s after the long one of 62 s.
    expect(world.starts.slice(0, 5).map((ms) => ms / 1000)).toEqual([0, 1, 3, 38, 101]);
    world.abort.abort();
    await world.done;
  });

  it('restarts a source that gives no frame for 10 s though it lives', async () => {
    const reasons: unknown[] = [];
    const world = supervise([
      async (signal, sinks) => {
        for (let i = 0; i < 5; i++) {
          sinks.onFrame(frameAt(world.clock));
          await world.clock.sleep(9000);
        }
        sinks.onFrame(frameAt(world.clock));
        await untilAborted(signal, sinks);
        reasons.push('aborted');
      },
      untilAborted,
    ]);
    await world.clock.advance(54_900);
    expect(world.kinds()).toEqual(['starting', 'running']);
    await world.clock.advance(200);
    expect(world.states.at(-1)).toMatchObject({ kind: 'degraded', code: 'SOURCE_STALLED' });
    expect(reasons).toEqual(['aborted']);
    await world.clock.advance(1000);
    expect(world.starts).toEqual([0, 56_000]);
    world.abort.abort();
    await world.done;
  });

  it('gives a starting source 20 s', async () => {
    const world = supervise([untilAborted]);
    await world.clock.advance(19_900);
    expect(world.kinds()).toEqual(['starting']);
    await world.clock.advance(200);
    expect(world.kinds()).toEqual(['starting', 'degraded']);
    world.abort.abort();
    await world.done;
  });

  it('starts nothing beside a run that does not settle, says so, and goes on when it has', async () => {
    let late: () => void = () => {};
    let settleRun: () => void = () => {};
    const world = supervise([
      (_signal, sinks) => {
        late = () => sinks.onFrame(frameAt(world.clock));
        return new Promise((resolve) => {
          settleRun = resolve;
        });
      },
      untilAborted,
    ]);
    await world.clock.advance(28_100);
    expect(world.states.at(-1)).toMatchObject({ kind: 'degraded', code: 'SOURCE_STUCK' });
    await world.clock.advance(3_600_000);
    expect(world.starts).toHaveLength(1);
    late();
    expect(world.frames).toHaveLength(0);
    expect(new Set(world.kinds())).toEqual(new Set(['starting', 'degraded']));
    settleRun();
    await world.clock.advance(1000);
    expect(world.starts).toHaveLength(2);
    world.abort.abort();
    await world.done;
    expect(world.clock.sleeping).toBe(0);
  });

  it('stops at once while it waits for such a run', async () => {
    const world = supervise([never]);
    await world.clock.advance(60_000);
    expect(world.states.at(-1)).toMatchObject({ code: 'SOURCE_STUCK' });
    world.abort.abort();
    await world.done;
    expect(world.kinds().at(-1)).toBe('stopped');
    expect(world.starts).toHaveLength(1);
  });

  it('stops within a bounded time when the run ignores the abort', async () => {
    const world = supervise([never]);
    await settle();
    world.abort.abort();
    await world.clock.advance(7900);
    expect(world.isEnded()).toBe(false);
    await world.clock.advance(200);
    expect(world.isEnded()).toBe(true);
    expect(world.kinds()).toEqual(['starting', 'stopped']);
  });

  it('does not blame the source after the machine was suspended', async () => {
    const world = supervise([
      async (signal, sinks) => {
        sinks.onFrame(frameAt(world.clock));
        await untilAborted(signal, sinks);
      },
    ]);
    await world.clock.advance(1000);
    await world.clock.suspend(3_600_000);
    expect(world.kinds()).toEqual(['starting', 'running']);
    await world.clock.advance(10_100);
    expect(world.kinds()).toEqual(['starting', 'running', 'degraded']);
    world.abort.abort();
    await world.done;
  });

  it('takes the end of an endless source for a fault', async () => {
    const world = supervise([async () => {}]);
    await settle();
    expect(world.states.at(-1)).toMatchObject({ kind: 'degraded', code: 'SOURCE_ENDED' });
    world.abort.abort();
    await world.done;
  });

  it('ends with a file that ends, or that breaks after frames, and retries one that never began', async () => {
    const whole = supervise([async () => {}], { endless: false });
    await whole.done;
    expect(whole.kinds()).toEqual(['starting', 'ended']);

    const broken = supervise(
      [
        async (signal, sinks) => {
          sinks.onFrame(frameAt(broken.clock));
          await failing(signal, sinks);
        },
      ],
      { endless: false },
    );
    await broken.done;
    expect(broken.kinds()).toEqual(['starting', 'running', 'ended']);

    const missing = supervise([failing, async () => {}], { endless: false });
    await missing.clock.advance(1500);
    await missing.done;
    expect(missing.kinds()).toEqual(['starting', 'degraded', 'ended']);
  });

  it('survives a source that throws something foreign', async () => {
    const world = supervise([
      () => {
        throw new TypeError('x is not a function');
      },
    ]);
    await settle();
    expect(world.states.at(-1)).toMatchObject({
      kind: 'degraded',
      code: 'SOURCE_ENDED',
      reason: 'the camera fake failed: x is not a function',
    });
    world.abort.abort();
    await world.done;
  });
});
