import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/core/face.js';
import { eyeAspectRatio, eyeRatios, levelled, turnOf } from '../../../src/inference/eyes/ear.js';
import { eyeOf, facePoints, turnedBy } from './sample-points.js';

describe('eyeAspectRatio', () => {
  it('is (‖p2−p6‖ + ‖p3−p5‖) / (2‖p1−p4‖)', () => {
    const six: Point[] = [
      [0, 0],
      [3, 4],
      [7, 3],
      [10, 0],
      [7, -1],
      [3, -2],
    ];
    expect(eyeAspectRatio(six)).toBeCloseTo((6 + 4) / 20, 12);
  });

  it('does not depend on size, place or roll', () => {
    const eye = eyeOf(5, 9, 20, 0.3);
    const moved = turnedBy(eye, 0.5).map(([x, y]): Point => [3 * x - 100, 3 * y + 7]);
    expect(eyeAspectRatio(eye)).toBeCloseTo(0.3, 12);
    expect(eyeAspectRatio(moved)).toBeCloseTo(0.3, 12);
  });

  it('is near 0 when shut', () => {
    expect(eyeAspectRatio(eyeOf(0, 0, 20, 0))).toBe(0);
  });

  it('is null where the corners fall together, a point is missing or not a number', () => {
    expect(eyeAspectRatio(eyeOf(0, 0, 0, 0.3))).toBeNull();
    expect(eyeAspectRatio(eyeOf(0, 0, 20, 0.3).slice(0, 5))).toBeNull();
    expect(eyeAspectRatio([])).toBeNull();
    const broken = eyeOf(0, 0, 20, 0.3);
    broken[2] = [Number.NaN, 1];
    expect(eyeAspectRatio(broken)).toBeNull();
  });
});

describe('eyeRatios', () => {
  it('takes points 36–41 for the right eye and 42–47 for the left, and averages them', () => {
    const { eyes, ear } = eyeRatios(facePoints({ right: 0.2, left: 0.3 }));
    expect(eyes.right).toBeCloseTo(0.2, 12);
    expect(eyes.left).toBeCloseTo(0.3, 12);
    expect(ear).toBeCloseTo(0.25, 12);
  });

  it('counts only the near eye of a turned head', () => {
    const toPictureRight = eyeRatios(facePoints({ right: 0.2, left: 0.3 }, 0.45));
    expect(toPictureRight.eyes.left).toBeNull();
    expect(toPictureRight.ear).toBeCloseTo(0.2, 12);
    const toPictureLeft = eyeRatios(facePoints({ right: 0.2, left: 0.3 }, -0.45));
    expect(toPictureLeft.eyes.right).toBeNull();
    expect(toPictureLeft.ear).toBeCloseTo(0.3, 12);
  });

  it('has no value for eyes of no size and for too few points', () => {
    const flat = facePoints({ right: 0.2, left: 0.3 }).map((): Point => [5, 5]);
    expect(eyeRatios(flat)).toEqual({ eyes: { left: null, right: null }, ear: null });
    expect(eyeRatios([]).ear).toBeNull();
  });

  it('does without an eye that is too small to measure', () => {
    const points = facePoints({ right: 0.2, left: 0.3 });
    points.splice(36, 6, ...eyeOf(100, 100, 1, 0.2));
    const { eyes, ear } = eyeRatios(points);
    expect(eyes.right).toBeNull();
    expect(ear).toBeCloseTo(0.3, 12);
  });
});

describe('turnOf', () => {
  it('is the nose offset in eye distances, whatever the roll', () => {
    expect(turnOf(facePoints({ right: 0.3, left: 0.3 }, 0))).toBeCloseTo(0, 12);
    const turned = turnedBy(facePoints({ right: 0.3, left: 0.3 }, 0.2), -0.4);
    expect(turnOf(turned)).toBeCloseTo(0.2, 12);
  });

  it('is null without points', () => {
    expect(turnOf([])).toBeNull();
  });
});

describe('levelled', () => {
  it('gives the ratio of a nodding head as a level one would show it', () => {
    const open = eyeRatios(facePoints({ right: 0.3, left: 0.3 }, 0));
    const nod = (degrees: number) => {
      const cosine = Math.cos((degrees * Math.PI) / 180);
      return facePoints({ right: 0.3 * cosine, left: 0.3 * cosine }, 0);
    };
    for (const degrees of [-30, -10, 0, 20]) {
      const { ear, eyes } = levelled(eyeRatios(nod(degrees)), degrees);
      expect(ear).toBeCloseTo(open.ear!, 6);
      expect(eyes.left).toBeCloseTo(open.eyes.left!, 6);
    }
  });

  it('leaves it where the pose is not known, and never more than doubles it', () => {
    const face = eyeRatios(facePoints({ right: 0.3, left: 0.2 }, 0));
    expect(levelled(face, null)).toEqual(face);
    expect(levelled(face, 89).ear!).toBeLessThan(1.4 * face.ear!);
    expect(levelled({ eyes: { left: null, right: 0.2 }, ear: 0.2 }, 20).eyes.left).toBeNull();
  });
});
