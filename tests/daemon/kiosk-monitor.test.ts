import { expect, it } from 'vitest';
import { EventBus } from '../../src/core/event-bus.js';
import { silentLog } from '../../src/core/log.js';
import { KioskMonitor, RateMeter, StageWindow } from '../../src/daemon/kiosk-monitor.js';
import { makeAnalysis } from '../store/fixtures/make-analysis.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';

it('measures the rate over the last seconds and falls to 0 when nothing comes', () => {
  const meter = new RateMeter();
  for (let timeMs = 0; timeMs <= 10_000; timeMs += 100) meter.mark(timeMs);
  expect(meter.perSecond(10_000)).toBeGreaterThan(9);
  expect(meter.perSecond(10_000)).toBeLessThan(11);
  expect(meter.perSecond(20_000)).toBe(0);
});

it('summarises stages and says nothing before the first frame', () => {
  const window = new StageWindow();
  expect(window.summary()).toBeNull();
  const stage = { detectMs: 1, trackMs: 2, landmarksMs: 0, classifyMs: 4, smoothMs: 0, totalMs: 7 };
  window.add(stage);
  expect(window.summary()).toEqual({ p50: stage, p95: stage });
});

it.each([
  // A picture is mirrored after it is turned.
  [{ rotate: 0, mirror: false }, 180, 180],
  [{ rotate: 90, mirror: false }, 270, 0],
  [{ rotate: 0, mirror: true }, 90, 270],
] as const)(
  'suggests how to turn the picture of %j, which must turn by %i',
  (picture, turned, wanted) => {
    const clock = new ManualClock();
    const bus = new EventBus({ clock, log: silentLog });
    const monitor = new KioskMonitor({
      ...{ version: '0.1.0', clock, bus, picture },
      source: { name: 'camera', traits: { kind: 'camera' } } as never,
      site: () => ({ name: '', box: '' }),
      counters: () => ({ analysed: 0, dropped: 0 }),
      storeStatus: () => ({
        state: 'ok',
        detail: null,
        code: null,
        observations: 0,
        lostObservations: 0,
        failedCommits: 0,
        lastCommitAtMs: null,
      }),
    });
    bus.started();
    const analysis = makeAnalysis({ atMs: 0, monotonicMs: 0 });
    bus.publish('analysis', analysis);
    expect(monitor.status().suggestedRotation).toBeUndefined();
    bus.publish('analysis', { ...analysis, turned });
    expect(monitor.status().suggestedRotation).toBe(wanted);
  },
);
