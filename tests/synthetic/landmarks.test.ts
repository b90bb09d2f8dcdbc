import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/core/face.js';
import type { Scene } from '../../src/synthetic/scene.js';
import { renderScene, SceneRenderer } from '../../src/synthetic/scene-renderer.js';
import { blinker, singleFrontal } from './fixtures/named-scenes.js';

function landmarksOf(scene: Scene, timeS = 1): readonly Point[] {
  return renderScene(scene, timeS).truth.people[0]?.landmarks ?? [];
}

/** Eye aspect ratio of the six points from `first` on (Soukupová & Čech 2016). */
function ear(points: readonly Point[], first: number): number {
  const gap = (a: number, b: number) => {
    const [ax, ay] = points[first + a] ?? [Number.NaN, 0];
    const [bx, by] = points[first + b] ?? [Number.NaN, 0];
    return Math.hypot(ax - bx, ay - by);
  };
  return (gap(1, 5) + gap(2, 4)) / (2 * gap(0, 3));
}

function turned(rollRad: number, yawRad: number): Scene {
  const scene = singleFrontal({ seed: 9 });
  const people = scene.people.map((person) => ({
    ...person,
    poses: person.poses.map((pose) => ({ ...pose, rollRad, yawRad })),
  }));
  return { ...scene, people };
}

describe('landmarks', () => {
  it('are the 68 points of the iBUG scheme in their order', () => {
    const points = landmarksOf(singleFrontal({ seed: 9 }));
    expect(points).toHaveLength(68);
    const [x, y] = [0, 1].map((axis) => (i: number) => points[i]?.[axis] ?? Number.NaN);
    if (!x || !y) throw new Error('unreachable');
    expect(x(0)).toBeLessThan(x(16));
    expect(y(8)).toBe(Math.max(...points.map((point) => point[1])));
    for (const [left, right] of [
      [17, 21],
      [21, 22],
      [22, 26],
      [31, 35],
      [36, 39],
      [39, 42],
      [42, 45],
      [48, 54],
      [60, 64],
    ] as const) {
      expect(x(left)).toBeLessThan(x(right));
    }
    for (const [upper, lower] of [
      [19, 37],
      [37, 41],
      [38, 40],
      [43, 47],
      [44, 46],
      [27, 30],
      [33, 51],
      [51, 57],
      [61, 67],
    ] as const) {
      expect(y(upper)).toBeLessThanOrEqual(y(lower));
    }
  });

  it('lie on what was drawn: pupils are darker than the cheeks below them', () => {
    const { pixels, truth } = renderScene({ ...singleFrontal({ seed: 9 }), noiseSigma: 0 }, 1);
    const points = truth.people[0]?.landmarks ?? [];
    for (const first of [36, 42]) {
      const eye = points.slice(first, first + 6);
      const centreX = eye.reduce((sum, point) => sum + point[0], 0) / 6;
      const centreY = eye.reduce((sum, point) => sum + point[1], 0) / 6;
      const pupil = pixels[Math.round(centreY) * 640 + Math.round(centreX)] ?? 255;
      const cheek = pixels[Math.round(centreY + 28) * 640 + Math.round(centreX)] ?? 0;
      expect(pupil).toBeLessThan(cheek / 2);
    }
  });

  it('follow roll and yaw', () => {
    const rolled = landmarksOf(turned(0.3, 0));
    const [left, right] = [rolled[36], rolled[45]];
    if (!left || !right) throw new Error('no eyes');
    expect(Math.atan2(right[1] - left[1], right[0] - left[0])).toBeCloseTo(0.3, 2);
    const still = landmarksOf(turned(0, 0));
    const looking = landmarksOf(turned(0, 0.25));
    expect((looking[30]?.[0] ?? 0) - (still[30]?.[0] ?? 0)).toBeGreaterThan(8);
    expect((looking[0]?.[0] ?? 0) - (still[0]?.[0] ?? 0)).toBeLessThan(2);
  });

  it('tell an open eye from a shut one, as the scripted blinks have it', () => {
    const scene = blinker(2);
    const renderer = new SceneRenderer(scene);
    const blinks = scene.people[0]?.blinks ?? [];
    expect(blinks.length).toBeGreaterThan(5);
    for (const { timeS, durationS } of blinks) {
      const shut = renderer.render(timeS + 0.42 * durationS).truth.people[0];
      const open = renderer.render(timeS - 0.1).truth.people[0];
      expect(shut?.eyeOpening).toBeLessThan(0.05);
      expect(open?.eyeOpening).toBe(1);
      for (const first of [36, 42]) {
        expect(ear(shut?.landmarks ?? [], first)).toBeLessThan(0.12);
        expect(ear(open?.landmarks ?? [], first)).toBeGreaterThan(0.25);
      }
    }
  });
});
