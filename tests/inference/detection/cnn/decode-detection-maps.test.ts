import { describe, expect, it } from 'vitest';
import { decodeDetectionMaps } from '../../../../src/inference/detection/cnn/decode-detection-maps.js';

const VIEW = {
  region: { x: 100, y: 40, width: 80, height: 60 },
  shrinkBy: 2.5,
};

/** A map of 4×3 cells of 8 pixels with no face but in the cells given. */
function map(cells: Readonly<Record<number, readonly number[]>>) {
  const values = new Float32Array(4 * 3 * 4).fill(-9);
  for (const [cell, fields] of Object.entries(cells)) values.set(fields, Number(cell) * 4);
  return { columns: 4, rows: 3, stridePx: 8, values };
}

describe('readMaps', () => {
  it('places a cell’s square in the frame', () => {
    // Cell 5: column 1, row 1. Centre (1.5 + 0.25, 1.5 − 0.5) cells of 8 px, side 8·e.
    const [found] = decodeDetectionMaps([map({ 5: [2, 0.25, -0.5, 1] })], VIEW, 0.5);
    const side = 8 * Math.E * 2.5;
    expect(found?.box.width).toBeCloseTo(side, 4);
    expect(found?.box.height).toBeCloseTo(side, 4);
    expect((found?.box.x ?? 0) + side / 2).toBeCloseTo(100 + 14 * 2.5, 4);
    expect((found?.box.y ?? 0) + side / 2).toBeCloseTo(40 + 8 * 2.5, 4);
    expect(found?.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);
  });

  it('leaves out what is less sure than asked, and puts the surest first', () => {
    const maps = [map({ 0: [0.1, 0, 0, 1], 7: [-0.1, 0, 0, 1] }), map({ 3: [3, 0, 0, 1] })];
    expect(decodeDetectionMaps(maps, VIEW, 0.5).map(({ score }) => score.toFixed(2))).toEqual([
      '0.95',
      '0.52',
    ]);
    expect(decodeDetectionMaps(maps, VIEW, 0.3)).toHaveLength(3);
  });

  it('takes no answer for a face, and no overflow for a box', () => {
    const maps = [map({ 1: [Number.NaN, 0, 0, 1], 2: [5, 0, 0, 1e6] })];
    const found = decodeDetectionMaps(maps, VIEW, 0.5);
    expect(found).toHaveLength(1);
    expect(Number.isFinite(found[0]?.box.width)).toBe(true);
  });
});
