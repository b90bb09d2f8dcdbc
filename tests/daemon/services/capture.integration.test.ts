import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSource } from '../../../src/capture/source-types.js';
import { systemClock } from '../../../src/core/clock.js';
import { EventBus } from '../../../src/core/event-bus.js';
import type { FrameAnalysis } from '../../../src/core/face.js';
import { silentLog } from '../../../src/core/log.js';
import { loadConfig } from '../../../src/daemon/config/load-config.js';
import { PageSettings } from '../../../src/daemon/config/settings-overlay.js';
import { HeatThrottle } from '../../../src/daemon/heat-throttle.js';
import { Commands } from '../../../src/daemon/kiosk-commands.js';
import { Lifecycle } from '../../../src/daemon/service-deps.js';
import { captureService } from '../../../src/daemon/services/capture.js';
import { Snapshot } from '../../../src/daemon/snapshot.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { InferenceHost } from '../../../src/inference/worker/inference-host.js';
import { makeClip } from '../../capture/fixtures/make-media.js';
import { SETTINGS } from '../../capture/fixtures/source-settings.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';

const ECHO_WORKER = fileURLToPath(
  new URL('../../inference/fixtures/echo-worker.js', import.meta.url),
);

/** Plays the film to a worker that takes 50 ms a frame; resolves when all of it is analysed. */
async function play(film: string): Promise<readonly FrameAnalysis[]> {
  const dataDir = temporaryFolder();
  const parts = { clock: systemClock, log: silentLog };
  const config = loadConfig(null);
  const bus = new EventBus(parts);
  const analyses: FrameAnalysis[] = [];
  const host = new InferenceHost({
    ...parts,
    settings: { ...defaultInferenceSettings('/models'), cascadePath: 'slow' },
    workerEntry: ECHO_WORKER,
    onAnalysis: (analysis) => analyses.push(analysis),
    onState: () => {},
  });
  const ended = new Promise((resolve) => {
    bus.subscribe({ name: 'test', on: { sourceChanged: (s) => s.kind === 'ended' && resolve(s) } });
  });
  const capture = captureService({
    ...{ ...parts, config, bus, host },
    source: createSource({ ...SETTINGS, source: film }, parts),
    snapshot: new Snapshot(systemClock),
    throttle: new HeatThrottle(0),
    settings: new PageSettings({ ...parts, config, dataDir, configPath: null }),
    lifecycle: new Lifecycle(),
    commands: new Commands({
      ...{ bus, log: silentLog, clock: systemClock, markers: { set: () => {} } },
      reload: () => {},
    }),
    monitor: { frameCaptured: () => {} },
  });
  const abort = new AbortController();
  const running = host.run(abort.signal);
  await capture.start();
  await ended;
  await host.whenReady(abort.signal);
  while (host.counters().analysed < host.counters().submitted) await systemClock.sleep(5);
  await capture.stop();
  abort.abort();
  await running;
  rmSync(dataDir, { recursive: true });
  expect(host.counters()).toMatchObject({ dropped: 0, restarts: 0 });
  return analyses;
}

it('analyses every frame of a film that is faster than the worker, the same in each repeat', {
  timeout: 120_000,
}, async () => {
  const film = makeClip(join(temporaryFolder(), 'fast.mp4'), { rate: 30, seconds: 1 });
  const [first = [], ...others] = await repeated(10, () => play(film));
  expect(first.map(({ sequence }) => sequence)).toEqual([...Array(30).keys()]);
  // Durations are the film's, however long the worker takes.
  for (const { mediaTimeS, monotonicMs, capturedAtMs } of first) {
    expect(monotonicMs - (first[0]?.monotonicMs ?? 0)).toBe(Math.round(mediaTimeS * 1000));
    expect(capturedAtMs - (first[0]?.capturedAtMs ?? 0)).toBe(Math.round(mediaTimeS * 1000));
  }
  const facts = (analyses: readonly FrameAnalysis[]) =>
    analyses.map(({ sequence, mediaTimeS, light }) => ({ sequence, mediaTimeS, light }));
  for (const other of others) expect(facts(other)).toEqual(facts(first));
});

async function repeated<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < times; i++) results.push(await work());
  return results;
}
