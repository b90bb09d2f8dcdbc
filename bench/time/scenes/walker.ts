import type { Box } from '../../../src/core/box.js';
import type { Random } from '../random.js';

/** How one simulated visitor moves; lengths in pixels of a 640×480 picture. */
export interface Walker {
  readonly personId: number;
  readonly enterS: number;
  readonly leaveS: number;
  /** Intervals in which the face is away although the visitor will come back. */
  readonly away: readonly (readonly [number, number])[];
  /** Intervals in which the head is turned, so that the detector does not see it. */
  readonly turned: readonly (readonly [number, number])[];
  readonly sizePx: number;
  /** Centre and size factor at a moment. */
  at(timeS: number): { readonly x: number; readonly y: number; readonly scale: number };
}

export function isWithin(spans: readonly (readonly [number, number])[], timeS: number): boolean {
  return spans.some(([from, to]) => timeS >= from && timeS < to);
}

export function walkerBox(walker: Walker, timeS: number): Box {
  const { x, y, scale } = walker.at(timeS);
  const size = walker.sizePx * scale;
  return { x: x - size / 2, y: y - size / 2, width: size, height: size };
}

/** Head turns of 0.2–0.6 s, now and then 0.6–1.5 s, `perMinute` of them. */
export function headTurns(
  random: Random,
  fromS: number,
  toS: number,
  perMinute: number,
): (readonly [number, number])[] {
  const spans: [number, number][] = [];
  let timeS = fromS + 0.5 + random.waiting(60 / perMinute);
  while (timeS < toS) {
    const longS = random.chance(0.15) ? random.between(0.6, 1.5) : random.between(0.2, 0.6);
    spans.push([timeS, timeS + longS]);
    timeS += longS + random.waiting(60 / perMinute);
  }
  return spans;
}

/** Smooth unrest of a standing head: slow sines of random phase, up to about half a face. */
export function sway(random: Random, amplitudePx: number): (timeS: number) => number {
  const waves = [0.11, 0.29, 0.7].map((hertz, i) => ({
    hertz: hertz * random.between(0.7, 1.3),
    phase: random.between(0, 2 * Math.PI),
    amplitude: (amplitudePx * random.between(0.5, 1.2)) / (1 + i),
  }));
  return (timeS) =>
    waves.reduce(
      (sum, wave) => sum + wave.amplitude * Math.sin(2 * Math.PI * wave.hertz * timeS + wave.phase),
      0,
    );
}
