import { expect, it } from 'vitest';
import { createFrameGate } from '../../../src/capture/split/read-pictures.js';
import { TimestampLines } from '../../../src/capture/split/timestamp-lines.js';

it('TimestampLines reads microseconds, cut anywhere, beyond what six digits hold', () => {
  const text =
    'frame:0    pts:0       pts_time:0\nframe=taken\n' +
    'frame:1    pts:3600123457       pts_time:3600.12\nframe=taken\n' +
    'frame:2    pts:-40000       pts_time:-0.04\nframe=taken\n';
  for (let size = 1; size < text.length; size++) {
    const lines = new TimestampLines();
    const times: number[] = [];
    for (let at = 0; at < text.length; at += size)
      times.push(...lines.push(text.slice(at, at + size)));
    expect(times).toEqual([0, 3600.123457, -0.04]);
  }
});

it('the frame gate holds a flood to the wanted rate and keeps frames with jitter', () => {
  const passed = (arrivals: readonly number[]) => {
    let nowMs = 0;
    const gate = createFrameGate(15, () => nowMs);
    return arrivals.filter((ms) => {
      nowMs = ms;
      return gate();
    }).length;
  };
  const steady = (everyMs: number, count: number) =>
    Array.from({ length: count }, (_, i) => i * everyMs);
  expect(passed(steady(66.7, 15).map((ms, i) => ms + (i % 2 === 0 ? 12 : -12)))).toBe(15);
  expect(passed(steady(33.4, 30))).toBe(15);
  expect(passed(steady(0.1, 10_000))).toBeLessThanOrEqual(26);
});
