import type { Point } from '../../../src/core/face.js';

/** Six points of an eye `width` wide with the given ratio, its outer-left corner at x, y. */
export function eyeOf(x: number, y: number, width: number, ratio: number): Point[] {
  const half = (ratio * width) / 2;
  return [
    [x, y],
    [x + width / 3, y - half],
    [x + (2 * width) / 3, y - half],
    [x + width, y],
    [x + (2 * width) / 3, y + half],
    [x + width / 3, y + half],
  ];
}

/** 68 points of which eyes and nose tip are meaningful; the nose is `turn` eye distances off. */
export function facePoints(eyes: { right: number; left: number }, turn = 0): Point[] {
  const points: Point[] = Array.from({ length: 68 }, () => [0, 0]);
  points.splice(36, 6, ...eyeOf(100, 100, 30, eyes.right));
  points.splice(42, 6, ...eyeOf(170, 100, 30, eyes.left));
  points[30] = [150 + 70 * turn, 140];
  return points;
}

export function turnedBy(points: readonly Point[], angleRad: number): Point[] {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  return points.map(([x, y]) => [c * x - s * y, s * x + c * y]);
}
