import { describe, expect, it } from 'vitest';
import { planTiles, tileAt } from '../../../src/inference/detection/tile.js';

const INPUT = { width: 320, height: 240, minSidePx: 16 };

/**
 * Whether a square lies in a view as a whole and is at least as large there as the network sees.
 */
function shows(views: ReturnType<typeof planTiles>, x: number, y: number, side: number): boolean {
  return views.some(
    ({ region, shrinkBy }) =>
      side / shrinkBy >= INPUT.minSidePx - 1e-9 &&
      x >= region.x - 1e-9 &&
      y >= region.y - 1e-9 &&
      x + side <= region.x + region.width + 1e-9 &&
      y + side <= region.y + region.height + 1e-9,
  );
}

describe('planViews', () => {
  it('looks at a frame of twice the input as a whole where small faces do not matter', () => {
    const views = planTiles(640, 480, 40, INPUT);
    expect(views.map(({ region, shrinkBy }) => [region, shrinkBy])).toEqual([
      [{ x: 0, y: 0, width: 640, height: 480 }, 2],
    ]);
  });

  it('keeps the shape of the picture: a wide one is seen with a border above and below', () => {
    const [whole] = planTiles(1280, 720, 100, INPUT);
    expect(whole?.region).toEqual({ x: 0, y: -120, width: 1280, height: 960 });
  });

  it.each([
    [640, 480, 24],
    [640, 480, 17.5],
    [1280, 720, 24],
    [1920, 1080, 24],
    [480, 640, 30],
  ])('%i×%i: every face from %f pixels on lies in some view as a whole', (width, height, side) => {
    const views = planTiles(width, height, side, INPUT);
    for (let face = side; face < Math.min(width, height); face *= 1.15) {
      for (let x = 0; x + face <= width; x += 7) {
        for (let y = 0; y + face <= height; y += 7) {
          if (!shows(views, x, y, face)) {
            expect.unreachable(`face of ${face} at ${x}, ${y} in no view`);
          }
        }
      }
    }
  });

  it('needs few runs for a camera picture', () => {
    expect(planTiles(640, 480, 24, INPUT)).toHaveLength(5);
    expect(planTiles(1280, 720, 24, INPUT).length).toBeLessThanOrEqual(21);
  });

  it('enlarges a small picture once and does not cut it up', () => {
    expect(planTiles(120, 90, 12, INPUT)).toHaveLength(1);
  });
});

describe('viewOf', () => {
  const views = planTiles(640, 480, 24, INPUT);

  it('is the whole frame for a face that is easy to see there', () => {
    expect(tileAt({ x: 10, y: 10, width: 90, height: 90 }, views, INPUT).shrinkBy).toBe(2);
  });

  it('is the tile around a small face', () => {
    const view = tileAt({ x: 600, y: 440, width: 26, height: 26 }, views, INPUT);
    expect(view.shrinkBy).toBeLessThan(1.1);
    expect(view.region.x + view.region.width).toBeCloseTo(640);
    expect(view.region.y + view.region.height).toBeCloseTo(480);
  });
});
