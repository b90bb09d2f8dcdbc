import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../bench/time/random.js';
import { SquareTransform } from '../../../src/inference/appearance/square-transform.js';

describe('SquareTransform', () => {
  it('gives the sum that defines the transform', () => {
    const random = createRandom(3);
    const data = Float64Array.from({ length: 2 * 8 * 8 }, () => random.gauss());
    const expected = (v: number, u: number) => {
      let [re, im] = [0, 0];
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++) {
          const angle = (-2 * Math.PI * (u * x + v * y)) / 8;
          const [a, b] = [data[2 * (8 * y + x)]!, data[2 * (8 * y + x) + 1]!];
          re += a * Math.cos(angle) - b * Math.sin(angle);
          im += a * Math.sin(angle) + b * Math.cos(angle);
        }
      }
      return [re, im] as const;
    };
    const wanted = [expected(0, 0), expected(3, 5), expected(7, 1)];
    const transformed = data.slice();
    new SquareTransform(8).forward(transformed);
    for (const [i, [v, u]] of (
      [
        [0, 0],
        [3, 5],
        [7, 1],
      ] as const
    ).entries()) {
      expect(transformed[2 * (8 * v + u)]).toBeCloseTo(wanted[i]![0], 9);
      expect(transformed[2 * (8 * v + u) + 1]).toBeCloseTo(wanted[i]![1], 9);
    }
  });

  it('is undone by its inverse', () => {
    const random = createRandom(4);
    const data = Float64Array.from({ length: 2 * 16 * 16 }, () => random.gauss());
    const back = data.slice();
    const transform = new SquareTransform(16);
    transform.forward(back);
    transform.inverse(back);
    for (let k = 0; k < data.length; k++) expect(back[k]).toBeCloseTo(data[k]!, 9);
  });
});
