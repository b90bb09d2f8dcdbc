import type { Point } from '../../../src/core/face.js';

/**
 * 68 points of a frontal face: eyes 40 px apart, brows above them, mouth below, raised by `smile`.
 */
export function drawnPoints(smile = 0): Point[] {
  const points: Point[] = Array.from({ length: 68 }, (_, i) => [i, 0]);
  const row = (from: number, to: number, x: number, y: number, stepX: number) => {
    for (let i = from; i < to; i++) points[i] = [x + (i - from) * stepX, y];
  };
  row(17, 22, 0, 30, 5);
  row(22, 27, 45, 30, 5);
  row(36, 42, 5, 40, 2);
  row(42, 48, 45, 40, 2);
  row(48, 68, 20, 90 - smile, 1);
  return points;
}

/** The same face elsewhere, larger and rolled. */
export function moved(points: readonly Point[], turn: number, scale: number, dx: number): Point[] {
  const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  return points.map(([x, y]): Point => [cos * x - sin * y + dx, sin * x + cos * y - dx / 2]);
}
