import { describe, expect, it } from 'vitest';
import type { Box } from '../../../src/core/box.js';
import type { Point } from '../../../src/core/face.js';
import {
  boxAroundPoints,
  landmarkRegion,
} from '../../../src/inference/landmarks/landmark-region.js';

const CROP = { scale: 1.02, offsetX: 0, offsetY: 0.13, fromLandmarks: { sidePerExtent: 1.25 } };

/** Points whose bounding box has this corner and these sides. */
function pointsOf({ x, y, width, height }: Box): Point[] {
  return [
    [x, y],
    [x + width / 3, y + height],
    [x + width, y + height / 2],
  ];
}

describe('boxAroundPoints', () => {
  it.each([
    { x: 100, y: 80, width: 70, height: 90 },
    { x: -20, y: 5, width: 40, height: 30 },
  ])('is the box whose region is the square around the points: %o', (bounds) => {
    const points = pointsOf(bounds);
    const box = boxAroundPoints(points, CROP);
    const fromBox = landmarkRegion({ box, previous: null }, CROP);
    const fromPoints = landmarkRegion({ box, previous: points }, CROP);
    expect(fromBox.width).toBeCloseTo(1.25 * Math.max(bounds.width, bounds.height), 9);
    for (const key of ['x', 'y', 'width', 'height'] as const) {
      expect(fromBox[key]).toBeCloseTo(fromPoints[key], 9);
    }
  });
});

describe('landmarkRegion', () => {
  it('leaves old points that are far from the box', () => {
    const box = { x: 300, y: 300, width: 60, height: 60 };
    const previous = pointsOf({ x: 0, y: 0, width: 60, height: 60 });
    expect(landmarkRegion({ box, previous }, CROP)).toEqual(
      landmarkRegion({ box, previous: null }, CROP),
    );
  });
});
