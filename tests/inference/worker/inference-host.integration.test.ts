import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../src/core/clock.js';
import type { FrameAnalysis } from '../../../src/core/face.js';
import type { GrayFrame } from '../../../src/core/frame.js';
import type { WorkerStatus } from '../../../src/core/kiosk-status.js';
import { silentLog } from '../../../src/core/log.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { InferenceHost } from '../../../src/inference/worker/inference-host.js';

const ECHO_WORKER = fileURLToPath(new URL('../fixtures/echo-worker.js', import.meta.url));

function frameOf(sequence: number, gray = sequence % 200, side = 32): GrayFrame {
  return {
    pixels: new Uint8Array(side * side).fill(gray),
    width: side,
    height: side,
    sequence,
    capturedAtMs: 1e12 + sequence,
    monotonicMs: sequence,
    mediaTimeS: sequence / 1000,
  };
}

let stop = async (): Promise<void> => {};
afterEach(() => stop());

/** Runs a host over the echo worker that behaves as named. */
function startHost(behaviour: string, stallMs = 5000) {
  const analyses: FrameAnalysis[] = [];
  const states: WorkerStatus[] = [];
  const host = new InferenceHost({
    settings: { ...defaultInferenceSettings('/models'), cascadePath: behaviour },
    clock: systemClock,
    log: silentLog,
    onAnalysis: (analysis) => analyses.push(analysis),
    onState: (state) => states.push(state),
    workerEntry: ECHO_WORKER,
    stallMs,
    startupMs: stallMs,
    backoffMs: { first: 20, max: 100 },
    retryFailedMs: 100,
  });
  const abort = new AbortController();
  const running = host.run(abort.signal);
  stop = async () => {
    abort.abort();
    await running;
  };
  return { host, analyses, states };
}

async function until(condition: () => boolean, limitMs = 15_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('waited too long');
    await systemClock.sleep(5);
  }
}

/** Sixty times as fast: what takes a minute takes a second. */
const fastClock: Clock = {
  nowMs: systemClock.nowMs,
  monotonicMs: () => systemClock.monotonicMs() * 60,
  sleep: (ms, signal) => systemClock.sleep(ms / 60, signal),
};

describe('a leak', () => {
  it.each([
    ['replaces the worker alone', 30],
    ['is not what a steady process has', 0],
  ])('%s', async (_, growthMiB) => {
    const states: WorkerStatus[] = [];
    let looks = 0;
    let analysed = 0;
    const host = new InferenceHost({
      settings: { ...defaultInferenceSettings('/models'), cascadePath: 'echo' },
      ...{ clock: fastClock, log: silentLog, workerEntry: ECHO_WORKER, stallMs: 120_000 },
      onAnalysis: () => analysed++,
      onState: (state) => states.push(state),
      rssBytes: () => (300 + growthMiB * looks++) * 2 ** 20,
      maxGrowthBytes: 100 * 2 ** 20,
    });
    const abort = new AbortController();
    const running = host.run(abort.signal);
    stop = async () => {
      abort.abort();
      await running;
    };
    let sequence = 0;
    const feeding = setInterval(() => host.submit(frameOf(sequence++)), 10);
    await until(() => looks > 8);
    clearInterval(feeding);
    const reasons = states.flatMap(({ detail }) => (detail === null ? [] : [detail]));
    expect(host.counters().restarts > 0).toBe(growthMiB > 0);
    expect(reasons.some((text) => text.includes('memory grew by 120 MiB'))).toBe(growthMiB > 0);
    expect(analysed).toBeGreaterThan(0);
  });
});

it('ends with a worker that cannot be ended, and says why', async () => {
  const states: WorkerStatus[] = [];
  const host = new InferenceHost({
    settings: { ...defaultInferenceSettings('/models'), cascadePath: 'stuck' },
    ...{ clock: fastClock, log: silentLog, workerEntry: ECHO_WORKER, startupMs: 120_000 },
    onAnalysis: () => {},
    onState: (state) => states.push(state),
  });
  const running = host.run(new AbortController().signal);
  host.submit(frameOf(0));
  await expect(running).rejects.toMatchObject({ code: 'WORKER_STALLED' });
  expect(states.at(-1)).toMatchObject({ state: 'restarting', code: 'WORKER_STALLED' });
});

describe('a source that can wait', () => {
  it('has every frame analysed by a slow worker, the first handed over before it is loaded', async () => {
    const { host, analyses } = startHost('slow');
    const signal = new AbortController().signal;
    for (let i = 0; i < 20; i++) {
      await host.whenReady(signal);
      host.submit(frameOf(i));
    }
    await until(() => analyses.length === 20);
    expect(analyses.map(({ sequence }) => sequence)).toEqual([...Array(20).keys()]);
    expect(host.counters()).toMatchObject({ submitted: 20, analysed: 20, dropped: 0 });
  });

  it('does not wait beyond its own end', async () => {
    const { host } = startHost('never-ready');
    host.submit(frameOf(0));
    const abort = new AbortController();
    const waiting = host.whenReady(abort.signal);
    abort.abort();
    await waiting;
    expect(host.counters()).toMatchObject({ submitted: 1, dropped: 0 });
  });

  it('goes on when the frame that waited is forgotten', async () => {
    const { host } = startHost('never-ready');
    host.submit(frameOf(0));
    const waiting = host.whenReady(new AbortController().signal);
    host.dropWaiting();
    await waiting;
    expect(host.counters()).toMatchObject({ submitted: 1, dropped: 1 });
  });
});

describe('warming up', () => {
  it('lasts until the first answer', async () => {
    const { host, analyses } = startHost('echo');
    expect(host.isWarmingUp()).toBe(true);
    host.submit(frameOf(0));
    await until(() => analyses.length === 1);
    expect(host.isWarmingUp()).toBe(false);
  });

  it('begins anew with each worker that is tried, and lasts no longer than loading may take', async () => {
    const hours = { elapsedMs: 0 };
    const clock: Clock = { ...systemClock, monotonicMs: () => hours.elapsedMs };
    const host = new InferenceHost({
      settings: { ...defaultInferenceSettings('/models'), cascadePath: 'missing-model' },
      ...{ clock, log: silentLog, workerEntry: ECHO_WORKER, startupMs: 1000, retryFailedMs: 20 },
      onAnalysis: () => {},
      onState: () => {},
    });
    const abort = new AbortController();
    const running = host.run(abort.signal);
    await until(() => host.counters().restarts > 0);
    hours.elapsedMs = 3_600_000;
    expect(host.isWarmingUp()).toBe(false);
    const before = host.counters().restarts;
    await until(() => host.counters().restarts > before);
    expect(host.isWarmingUp()).toBe(true);
    abort.abort();
    await running;
  });
});

describe('InferenceHost', () => {
  it('analyses what it is given, with the pixels of that frame', async () => {
    const { host, analyses } = startHost('echo');
    for (let i = 0; i < 5; i++) {
      host.submit(frameOf(i, 10 * i));
      await until(() => analyses.length === i + 1);
    }
    expect(analyses.map((a) => [a.sequence, a.light])).toEqual([
      [0, 0],
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ]);
    expect(host.counters()).toMatchObject({ submitted: 5, analysed: 5, dropped: 0, restarts: 0 });
  });

  it('lets the newest frame win, never mixes frames, and counts every drop', async () => {
    const { host, analyses, states } = startHost('slow');
    await until(() => states.at(-1)?.state === 'running');
    for (let i = 0; i < 60; i++) {
      host.submit(frameOf(i));
      await systemClock.sleep(5);
    }
    await until(() => analyses.at(-1)?.sequence === 59);
    const { submitted, analysed, dropped } = host.counters();
    expect(analysed).toBeLessThan(30);
    expect(analysed + dropped).toBe(submitted);
    for (const { sequence, light } of analyses) expect(light).toBe(sequence % 200);
    const sequences = analyses.map((a) => a.sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  it('keeps the first frame until the worker is ready', async () => {
    const { host, analyses } = startHost('echo');
    host.submit(frameOf(7));
    await until(() => analyses.length === 1);
    expect(analyses[0]?.sequence).toBe(7);
  });

  it('forgets the frame that waits when told to, and counts it as dropped', async () => {
    const { host, analyses } = startHost('echo');
    host.submit(frameOf(1));
    host.dropWaiting();
    host.dropWaiting();
    host.submit(frameOf(2));
    await until(() => analyses.length === 1);
    expect(analyses[0]?.sequence).toBe(2);
    expect(host.counters()).toMatchObject({ submitted: 2, dropped: 1 });
  });

  it('takes frames of another size', async () => {
    const { host, analyses } = startHost('echo');
    host.submit(frameOf(0, 5, 16));
    await until(() => analyses.length === 1);
    host.submit(frameOf(1, 9, 64));
    await until(() => analyses.length === 2);
    expect(analyses.map((a) => [a.width, a.light])).toEqual([
      [16, 5],
      [64, 9],
    ]);
  });

  it("reuses of the caller's pixel memory after submit do no harm", async () => {
    const { host, analyses } = startHost('echo');
    const frame = frameOf(0, 100);
    host.submit(frame);
    frame.pixels.fill(0);
    await until(() => analyses.length === 1);
    expect(analyses[0]?.light).toBe(100);
  });

  it.each(['stall', 'hang'])(
    'replaces a worker that gives no answer (%s) and counts the frame as lost',
    async (kind) => {
      const { host, analyses, states } = startHost(kind);
      for (let i = 0; i < 2; i++) {
        host.submit(frameOf(i));
        await until(() => analyses.length === i + 1);
      }
      host.submit(frameOf(2));
      await until(() => states.some((status) => status.state === 'restarting'));
      expect(states.at(-1)?.code).toBe('WORKER_STALLED');
      host.submit(frameOf(3));
      await until(() => analyses.at(-1)?.sequence === 3);
      expect(host.counters()).toMatchObject({ submitted: 4, analysed: 3, dropped: 1, restarts: 1 });
    },
  );

  it.each(['crash', 'exit'])('replaces a worker that dies (%s)', async (kind) => {
    const { host, analyses, states } = startHost(kind);
    for (let i = 0; i < 2; i++) {
      host.submit(frameOf(i));
      await until(() => analyses.length === i + 1);
    }
    host.submit(frameOf(2));
    await until(() => host.counters().restarts === 1);
    host.submit(frameOf(3));
    await until(() => analyses.at(-1)?.sequence === 3);
    expect(states.map((status) => status.state)).toEqual([
      'starting',
      'running',
      'restarting',
      'running',
    ]);
  });

  it('tells the masks to the worker and to the one that takes its place', async () => {
    const { host, analyses } = startHost('crash');
    const mask = { x: 0, y: 0, width: 0.5, height: 1 };
    const told = () => (analyses.at(-1)?.faces[0] as { masks?: unknown } | undefined)?.masks;
    host.submit(frameOf(0));
    await until(() => analyses.length === 1);
    expect(told()).toEqual([]);
    host.change({ masks: [mask], looking: {} });
    host.submit(frameOf(1));
    await until(() => analyses.length === 2);
    expect(told()).toEqual([mask]);
    host.submit(frameOf(2));
    await until(() => host.counters().restarts === 1);
    host.submit(frameOf(3));
    await until(() => analyses.length === 3);
    expect(told()).toEqual([mask]);
  });

  it('lets a new worker count faces on from where the old one was', async () => {
    const { host, analyses } = startHost('crash');
    host.submit(frameOf(1));
    await until(() => analyses.length === 1);
    host.submit(frameOf(2));
    await until(() => host.counters().restarts === 1);
    host.submit(frameOf(3));
    await until(() => analyses.length === 2);
    expect(analyses.map((a) => a.faces[0]?.trackId)).toEqual([1, 2]);
  });

  it('says why loading failed, with the remedy, and tries again', async () => {
    const { host, states } = startHost('missing-model');
    await until(() => host.counters().restarts >= 2);
    const failed = states.find((status) => status.state === 'failed');
    expect(failed?.code).toBe('MODEL_MISSING');
    expect(failed?.detail).toBe('Model file missing: /x. Copy it.');
  });

  it('gives up a worker that is never ready', async () => {
    const { states } = startHost('never-ready', 500);
    await until(() => states.some((status) => status.code === 'WORKER_STALLED'));
  });

  it('works on through a flood of messages', async () => {
    const { host, analyses } = startHost('flood');
    host.submit(frameOf(0));
    await until(() => analyses.length === 1);
    host.submit(frameOf(1));
    await until(() => analyses.length === 2);
    expect(host.counters().restarts).toBe(0);
  });

  it('stops at once, also a worker that hangs', async () => {
    const { host, analyses, states } = startHost('hang');
    host.submit(frameOf(1));
    await until(() => analyses.length === 1);
    host.submit(frameOf(2));
    await systemClock.sleep(50);
    const beganMs = performance.now();
    await stop();
    expect(performance.now() - beganMs).toBeLessThan(3000);
    expect(states.at(-1)?.state).toBe('stopped');
  });
});
