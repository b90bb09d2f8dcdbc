import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/core/face.js';
import {
  alignedCrop,
  expressionCrop,
  FER_EYES,
  faceCrop,
  ferCropFromHaarBox,
} from '../../../src/inference/expression/face-crop.js';

const SIDE = 300;

/**
 * A picture that brightens along the direction at `angle`, from 20 to 220 across the middle 200
 * pixels.
 */
function ramp(angle: number) {
  const pixels = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const along = (x - 150) * Math.cos(angle) + (y - 150) * Math.sin(angle);
      pixels[y * SIDE + x] = Math.max(0, Math.min(255, 120 + along));
    }
  }
  return { pixels, width: SIDE, height: SIDE };
}

/**
 * 68 points of which only the eyes matter: each eye's six at one place, `apart` pixels from each
 * other.
 */
function eyesAt(middle: Point, apart: number, angle: number): Point[] {
  const dx = (Math.cos(angle) * apart) / 2;
  const dy = (Math.sin(angle) * apart) / 2;
  return Array.from({ length: 68 }, (_, i): Point => {
    const sign = i >= 36 && i < 42 ? -1 : 1;
    return [middle[0] + sign * dx, middle[1] + sign * dy];
  });
}

describe('alignedCrop', () => {
  it.each([0, 0.3, -0.5, Math.PI / 2])('turns a face rolled by %d rad upright', (angle) => {
    const crop = alignedCrop(ramp(angle), eyesAt([150, 150], 48 * FER_EYES.distance * 2, angle), {
      ...FER_EYES,
      middleX: 0.5,
    });
    // Two frame pixels a crop pixel: every row is the same ramp of two grays a pixel.
    for (const row of [0, 20, 47]) {
      expect(crop[row * 48 + 24]! - crop[row * 48 + 4]!).toBeGreaterThanOrEqual(38);
      expect(crop[row * 48 + 24]! - crop[row * 48 + 4]!).toBeLessThanOrEqual(42);
      expect(Math.abs(crop[row * 48 + 24]! - 121)).toBeLessThanOrEqual(2);
    }
  });

  it('puts the eyes where the framing says', () => {
    const picture = { pixels: new Uint8Array(SIDE * SIDE).fill(200), width: SIDE, height: SIDE };
    for (const [x, y] of [
      [110, 120],
      [170, 120],
    ] as const) {
      for (let dy = -4; dy <= 4; dy++) {
        picture.pixels.fill(0, (y + dy) * SIDE + x - 4, (y + dy) * SIDE + x + 5);
      }
    }
    const crop = alignedCrop(picture, eyesAt([140.5, 120.5], 60, 0), FER_EYES);
    const row = Math.floor(FER_EYES.middleY * 48);
    const dark = (share: number) => crop[row * 48 + Math.floor(share * 48)]!;
    expect(dark(FER_EYES.middleX - FER_EYES.distance / 2)).toBeLessThan(60);
    expect(dark(FER_EYES.middleX + FER_EYES.distance / 2)).toBeLessThan(60);
    expect(dark(FER_EYES.middleX)).toBe(200);
  });
});

describe('faceCrop', () => {
  const box = { x: 100, y: 100, width: 100, height: 100 };

  it('goes by the box without points, and where the eyes do not fit it', () => {
    const byBox = expressionCrop(ramp(0.4), ferCropFromHaarBox(box));
    expect(faceCrop(ramp(0.4), box, null)).toEqual(byBox);
    expect(faceCrop(ramp(0.4), box, eyesAt([150, 140], 12, 0.4))).toEqual(byBox);
  });

  it('goes by the eyes where they fit the box', () => {
    const points = eyesAt([150, 140], 36, 0.4);
    expect(faceCrop(ramp(0.4), box, points)).toEqual(alignedCrop(ramp(0.4), points, FER_EYES));
  });
});

describe('ferCropFromHaarBox', () => {
  it('puts the box where FER2013 has it', () => {
    const crop = ferCropFromHaarBox(
      { x: 100, y: 50, width: 80, height: 80 },
      { boxSide: 0.8, centreX: 0.5, centreY: 0.6 },
    );
    expect(crop).toEqual({ x: 90, y: 30, width: 100, height: 100 });
  });

  it('makes a square of a box that is none, around the same centre', () => {
    const crop = ferCropFromHaarBox(
      { x: 0, y: 0, width: 60, height: 100 },
      { boxSide: 1, centreX: 0.5, centreY: 0.5 },
    );
    expect(crop).toEqual({ x: -10, y: 10, width: 80, height: 80 });
  });
});

describe('expressionCrop', () => {
  it('gives 48×48 pixels, also where the face leaves the frame', () => {
    const frame = { pixels: new Uint8Array(100).fill(90), width: 10, height: 10 };
    const crop = expressionCrop(frame, { x: -30, y: -30, width: 60, height: 60 });
    expect(crop).toHaveLength(48 * 48);
    expect(new Set(crop)).toEqual(new Set([90]));
  });
});
