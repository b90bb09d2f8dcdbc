import { describe, expect, it } from 'vitest';
import { FacePlaces } from '../../../src/dashboard/live/face-places.js';
import { labelPlaces } from '../../../src/dashboard/live/label-places.js';

it('a face keeps its place while others come and go', () => {
  const places = new FacePlaces();
  expect(places.placesOf(['a', 'b', 'c'])).toEqual([0, 1, 2]);
  expect(places.placesOf(['c', 'b'])).toEqual([2, 1]);
  expect(places.placesOf(['b', 'c', 'd'])).toEqual([1, 2, 0]);
});

describe('labels', () => {
  const frame = { width: 640, height: 480 };
  const label = (x: number, y: number) => ({
    box: { x, y, width: 60, height: 60 },
    ...{ width: 150, height: 28 },
  });

  it('of neighbours do not cover each other, and stay in the picture', () => {
    const crowd = Array.from({ length: 7 }, (_, i) => label(40 + 70 * i, 200 + (i % 2) * 8));
    const places = labelPlaces([...crowd, label(600, 2), label(0, 450)], frame);
    for (const [i, one] of places.entries()) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(frame.width);
      expect(one.y).toBeGreaterThanOrEqual(0);
      expect(one.y + one.height).toBeLessThanOrEqual(frame.height);
      for (const other of places.slice(i + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart).toBe(true);
      }
    }
  });

  it('stand above the box where there is room', () => {
    const [place] = labelPlaces([label(100, 200)], frame);
    expect((place?.y ?? 0) + 28).toBeLessThanOrEqual(200);
  });
});
