import type { Point } from '../../core/face.js';

/**
 * How far the head is turned, from 68 points: offset of the nose tip (point 30) from the middle of
 * the eyes, along the line of the eyes, over the distance of the eye centres. 0 is frontal, beyond
 * ±0.3 about half-profile. Positive: the nose points to the picture's right, so that the face's own
 * left eye is the far one. Null where points are missing or the eyes fall together.
 */
export function turnOf(points: readonly Point[]): number | null {
  const right = centreOf(points.slice(36, 42), 6);
  const left = centreOf(points.slice(42, 48), 6);
  const nose = points[30];
  if (right === null || left === null || nose === undefined) return null;
  const acrossX = left[0] - right[0];
  const acrossY = left[1] - right[1];
  const squared = acrossX ** 2 + acrossY ** 2;
  if (!(squared > 0)) return null;
  const offsetX = nose[0] - (left[0] + right[0]) / 2;
  const offsetY = nose[1] - (left[1] + right[1]) / 2;
  const turn = (offsetX * acrossX + offsetY * acrossY) / squared;
  return Number.isFinite(turn) ? turn : null;
}

function centreOf(points: readonly Point[], count: number): Point | null {
  if (points.length < count) return null;
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point[0] / count;
    y += point[1] / count;
  }
  return [x, y];
}
