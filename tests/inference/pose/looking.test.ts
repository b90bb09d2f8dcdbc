import { describe, expect, it } from 'vitest';
import { LookingFilter, type LookingSettings } from '../../../src/inference/pose/looking.js';

const FRAME_MS = 66;
const turned = (yawDegrees: number, pitchDegrees = 0) => ({
  ...{ yawDegrees, pitchDegrees, rollDegrees: 0, residual: 0.03 },
});

/** Looking at every frame while the head is turned as `yawAt` says. */
function follow(
  yawAt: (timeMs: number) => number | null,
  lengthMs: number,
  settings: Partial<LookingSettings> = {},
) {
  const filter = new LookingFilter(settings);
  const frames = [];
  for (let timeMs = 0; timeMs < lengthMs; timeMs += FRAME_MS) {
    const yaw = yawAt(timeMs);
    frames.push({ timeMs, ...filter.update(yaw === null ? null : turned(yaw), timeMs) });
  }
  return frames;
}

describe('LookingFilter', () => {
  it('tells a head that is turned to the screen from one that is not', () => {
    expect(new LookingFilter().update(turned(10, 5), 0).looking).toBe(true);
    expect(new LookingFilter().update(turned(30), 0).looking).toBe(false);
    expect(new LookingFilter().update(turned(0, -24), 0).looking).toBe(false);
  });

  it('reports a turn after it has lasted 200 ms, and within 300', () => {
    const frames = follow((timeMs) => (timeMs < 2000 ? 0 : 60), 4000);
    const away = frames.find(({ looking }) => looking === false)!;
    expect(away.timeMs - 2000).toBeGreaterThanOrEqual(200);
    expect(away.timeMs - 2000).toBeLessThan(300);
  });

  it.each([60, 110, 300])(
    'follows a head that turns away by %i° a second within 300 ms',
    (speed) => {
      const crossesMs = 2000 + (25 / speed) * 1000;
      const turnedMs = 2000 + (45 / speed) * 1000;
      const away = follow(
        (ms) => (speed * Math.min(Math.max(ms, 2000), turnedMs) - speed * 2000) / 1000,
        4000,
      );
      const back = follow(
        (ms) => 45 - (speed * Math.min(Math.max(ms, 2000), turnedMs) - speed * 2000) / 1000,
        4000,
      );
      const backMs = 2000 + (20 / speed) * 1000;
      expect(away.find(({ looking }) => looking === false)!.timeMs - crossesMs).toBeLessThan(300);
      expect(back.find(({ looking }) => looking === true)!.timeMs - backMs).toBeLessThan(300);
    },
  );

  it('does not count a glance', () => {
    const frames = follow((timeMs) => (timeMs > 1000 && timeMs < 1150 ? 60 : 0), 3000);
    expect(frames.every(({ looking }) => looking === true)).toBe(true);
  });

  it('does not flicker at the edge of the cone', () => {
    const frames = follow((timeMs) => 25 + 3 * Math.sin(timeMs / 100), 10_000);
    const changes = frames.filter(({ looking }, i) => i > 0 && looking !== frames[i - 1]!.looking);
    expect(changes.length).toBeLessThanOrEqual(1);
  });

  it('knows screens beside the camera', () => {
    const filter = new LookingFilter({ screenYawDegrees: -35, screenPitchDegrees: 15 });
    expect(filter.update(turned(-35, 15), 0).looking).toBe(true);
    expect(new LookingFilter({ screenYawDegrees: -35 }).update(turned(0), 0).looking).toBe(false);
  });

  it('lags less than 150 ms', () => {
    const frames = follow((timeMs) => timeMs / 50, 2000);
    const { timeMs, yaw } = frames.at(-1)!;
    expect(timeMs - 50 * yaw!).toBeLessThan(150);
  });

  it('keeps its answer over frames without a pose, and forgets it after a second', () => {
    const frames = follow((timeMs) => (timeMs < 1000 ? 0 : null), 3000);
    expect(frames.filter(({ looking }) => looking === true).at(-1)!.timeMs).toBeGreaterThan(1800);
    expect(frames.at(-1)).toMatchObject({ yaw: null, looking: null });
  });
});
