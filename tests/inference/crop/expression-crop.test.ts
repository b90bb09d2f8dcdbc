import { describe, expect, it } from 'vitest';
import { expressionCrop, ferCropFromHaarBox } from '../../../src/inference/crop/expression-crop.js';

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
