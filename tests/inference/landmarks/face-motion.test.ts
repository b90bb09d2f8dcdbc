import { expect, it } from 'vitest';
import { faceMotion } from '../../../src/inference/landmarks/face-motion.js';
import { drawnPoints, moved } from './drawn-points.js';

it.each([
  [0, 1, 50],
  [0.4, 1.7, -30],
  [-1.2, 0.5, 0],
])('is nothing for a face rolled by %d, scaled by %d and shifted by %d', (turn, scale, dx) => {
  expect(faceMotion(drawnPoints(), moved(drawnPoints(), turn, scale, dx))).toBeCloseTo(0, 9);
});

it('is the mean distance of what moved over the distance of the eyes', () => {
  // 20 of 42 points move by 8 px, the eyes are 40 px apart; wherever the face has gone meanwhile.
  const after = moved(drawnPoints(8), 0.3, 2, 100);
  expect(faceMotion(drawnPoints(), after)).toBeCloseTo((20 / 42) * (8 / 40), 9);
});

it('is endless where there are no two eyes', () => {
  const flat = drawnPoints().map((): [number, number] => [1, 1]);
  expect(faceMotion(drawnPoints(), flat)).toBe(Number.POSITIVE_INFINITY);
  expect(faceMotion(drawnPoints().slice(0, 40), drawnPoints())).toBe(Number.POSITIVE_INFINITY);
});
