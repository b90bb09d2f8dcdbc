import { expect, it } from 'vitest';
import { RateMeter, StageWindow } from '../../src/daemon/kiosk-monitor.js';

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
