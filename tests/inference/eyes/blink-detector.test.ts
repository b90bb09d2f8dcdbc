import { describe, expect, it } from 'vitest';
import { type BlinkRow, measureBlinks } from '../../../bench/time/blinks.js';
import { eventScores } from '../../../bench/time/metrics/event-scores.js';
import { BlinkDetector, type BlinkState } from '../../../src/inference/eyes/blink-detector.js';

const OPEN = 0.3;

/** Feeds `ear(t)` at a fixed rate and gives every state. */
function watch(
  detector: BlinkDetector,
  span: { fromMs?: number; toMs: number; framesPerSecond: number },
  ear: (timeMs: number) => number | null,
): BlinkState[] {
  const states = [];
  const stepMs = 1000 / span.framesPerSecond;
  for (let timeMs = span.fromMs ?? 0; timeMs < span.toMs; timeMs += stepMs) {
    states.push(detector.update(ear(timeMs), timeMs));
  }
  return states;
}

/** Open except within the closures, whose lids fall and rise along a cosine. */
function closing(closures: readonly (readonly [number, number])[], open = OPEN) {
  return (timeMs: number): number => {
    const within = closures.find(([from, to]) => timeMs > from && timeMs < to);
    if (within === undefined) return open;
    const part = (timeMs - within[0]) / (within[1] - within[0]);
    return open * (1 - 0.7 * Math.min(1, 1.4 * Math.sin(Math.PI * part)));
  };
}

const blinksIn = (states: readonly BlinkState[]) => states.filter((state) => state.blink).length;

describe('BlinkDetector', () => {
  it('counts blinks at 30 frames a second and reports each in one sample', () => {
    const closures = [1000, 2500, 4000].map((at) => [at, at + 200] as const);
    const states = watch(
      new BlinkDetector(),
      { toMs: 6000, framesPerSecond: 30 },
      closing(closures),
    );
    expect(blinksIn(states)).toBe(3);
    expect(states.at(-1)!.blinkCount).toBe(3);
  });

  it('catches blinks of 120 ms at 15 frames a second wherever they fall between samples', () => {
    let caught = 0;
    for (let phase = 0; phase < 66; phase += 6) {
      const closures = [[1500 + phase, 1620 + phase]] as const;
      const states = watch(
        new BlinkDetector(),
        { toMs: 3000, framesPerSecond: 15 },
        closing(closures),
      );
      caught += blinksIn(states);
    }
    expect(caught).toBeGreaterThanOrEqual(10);
  });

  it('does not call longer closures blinks', () => {
    const states = watch(
      new BlinkDetector(),
      { toMs: 10_000, framesPerSecond: 25 },
      closing([[2000, 4000]]),
    );
    expect(blinksIn(states)).toBe(0);
  });

  it('works for narrow and for wide eyes alike', () => {
    for (const open of [0.18, 0.4]) {
      const states = watch(
        new BlinkDetector(),
        { toMs: 4000, framesPerSecond: 25 },
        closing([[2000, 2200]], open),
      );
      expect(blinksIn(states)).toBe(1);
    }
  });

  it('does not take a slow squint or a step to a lower ratio for a blink', () => {
    const squint = (timeMs: number) =>
      timeMs > 2000 && timeMs < 4000
        ? OPEN * (1 - 0.25 * Math.sin((Math.PI * (timeMs - 2000)) / 2000))
        : OPEN;
    expect(blinksIn(watch(new BlinkDetector(), { toMs: 6000, framesPerSecond: 25 }, squint))).toBe(
      0,
    );
    const step = (timeMs: number) => (timeMs > 2000 ? 0.6 * OPEN : OPEN);
    expect(blinksIn(watch(new BlinkDetector(), { toMs: 6000, framesPerSecond: 25 }, step))).toBe(0);
  });

  it('learns a new normal when a face seems shut for long', () => {
    const detector = new BlinkDetector();
    watch(detector, { toMs: 2000, framesPerSecond: 20 }, () => 0.4);
    watch(detector, { fromMs: 2000, toMs: 20_000, framesPerSecond: 20 }, () => 0.22);
    const states = watch(
      detector,
      { fromMs: 20_000, toMs: 22_000, framesPerSecond: 20 },
      closing([[21_000, 21_200]], 0.22),
    );
    expect(blinksIn(states)).toBe(1);
  });

  it('reports a frame rate that is too low instead of a number, and counts again above it', () => {
    const detector = new BlinkDetector();
    const slow = watch(detector, { toMs: 5000, framesPerSecond: 8 }, closing([[2000, 2300]]));
    expect(slow.at(-1)).toMatchObject({
      frameRateTooLow: true,
      blinkCount: null,
    });
    expect(blinksIn(slow)).toBe(0);
    const fast = watch(
      detector,
      { fromMs: 5000, toMs: 9000, framesPerSecond: 20 },
      closing([[8000, 8200]]),
    );
    expect(fast.at(-1)).toMatchObject({ frameRateTooLow: false, blinkCount: 1 });
  });

  it('does not call a short loss of the eyes a low rate', () => {
    const states = watch(new BlinkDetector(), { toMs: 6000, framesPerSecond: 15 }, (timeMs) =>
      timeMs % 2000 > 1600 ? null : OPEN,
    );
    expect(states.at(-1)!.frameRateTooLow).toBe(false);
  });

  it('does not bridge a gap: eyes shut before and open after are no blink', () => {
    const states = watch(new BlinkDetector(), { toMs: 4000, framesPerSecond: 20 }, (timeMs) => {
      if (timeMs >= 2000 && timeMs < 2100) return 0.08;
      return timeMs >= 2100 && timeMs < 2400 ? null : OPEN;
    });
    expect(blinksIn(states)).toBe(0);
  });

  it('ignores what is no number and times that do not advance', () => {
    const detector = new BlinkDetector();
    watch(detector, { toMs: 2000, framesPerSecond: 20 }, () => OPEN);
    const before = detector.update(OPEN, 2000);
    for (const [ear, timeMs] of [
      [Number.NaN, 2050],
      [0.05, Number.NaN],
      [0.05, 2000],
      [0.05, 1000],
      [null, 2060],
    ] as const) {
      expect(detector.update(ear, timeMs)).toEqual(before);
    }
  });

  it('knows nothing before the first interval', () => {
    expect(new BlinkDetector().update(OPEN, 0)).toEqual({
      blink: false,
      blinkCount: 0,
      frameRateTooLow: false,
    });
  });

  it('beats the open peer (recall .877, precision .833) on simulated faces at every noise', () => {
    const rows = measureBlinks(3);
    for (const deviation of new Set(rows.map((row) => row.deviation))) {
      const alike = rows.filter((row) => row.deviation === deviation);
      const sum = (pick: (row: BlinkRow) => number) =>
        alike.reduce((total, row) => total + pick(row), 0);
      const all = eventScores(
        sum((row) => row.hits),
        sum((row) => row.missed),
        sum((row) => row.falseAlarms),
      );
      expect(all.recall).toBeGreaterThan(0.877);
      expect(all.precision).toBeGreaterThan(0.833);
    }
  });
});
