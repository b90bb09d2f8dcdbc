import { expect, it } from 'vitest';
import { RateMeter } from '../../src/daemon/frame-rates.js';

it('measures the rate over the last seconds and falls to 0 when nothing comes', () => {
  const meter = new RateMeter();
  for (let timeMs = 0; timeMs <= 10_000; timeMs += 100) meter.mark(timeMs);
  expect(meter.perSecond(10_000)).toBeGreaterThan(9);
  expect(meter.perSecond(10_000)).toBeLessThan(11);
  expect(meter.perSecond(20_000)).toBe(0);
});
