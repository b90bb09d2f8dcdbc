import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../bench/time/random.js';
import { assignCheapest } from '../../../src/inference/tracking/hungarian.js';

const NEVER = Number.POSITIVE_INFINITY;

/** Most assigned rows, then least cost, by trying everything. */
function bestByForce(cost: readonly number[], rows: number, columns: number) {
  let best = { assigned: -1, total: 0 };
  const visit = (row: number, used: number, assigned: number, total: number): void => {
    if (row === rows) {
      const better =
        assigned > best.assigned || (assigned === best.assigned && total < best.total - 1e-12);
      if (better) best = { assigned, total };
      return;
    }
    visit(row + 1, used, assigned, total);
    for (let column = 0; column < columns; column++) {
      const price = cost[row * columns + column] as number;
      if (used & (1 << column) || !Number.isFinite(price)) continue;
      visit(row + 1, used | (1 << column), assigned + 1, total + price);
    }
  };
  visit(0, 0, 0, 0);
  return best;
}

describe('assignCheapest', () => {
  it('takes the least total, not the least single cost', () => {
    expect(assignCheapest([1, 2, 2, 9], 2, 2)).toEqual([1, 0]);
  });

  it('leaves rows without an allowed column unassigned', () => {
    expect(assignCheapest([NEVER, NEVER, 3, 1], 2, 2)).toEqual([-1, 1]);
    expect(assignCheapest([Number.NaN, 1], 2, 1)).toEqual([-1, 0]);
  });

  it('assigns as many rows as it can even where that costs more', () => {
    expect(assignCheapest([1, 100, 1, NEVER], 2, 2)).toEqual([1, 0]);
  });

  it('answers for empty sides', () => {
    expect(assignCheapest([], 0, 3)).toEqual([]);
    expect(assignCheapest([], 2, 0)).toEqual([-1, -1]);
  });

  it('agrees with trying everything, for many shapes, signs and forbidden pairs', () => {
    const random = createRandom(7);
    for (let trial = 0; trial < 300; trial++) {
      const rows = 1 + Math.floor(random.uniform() * 5);
      const columns = 1 + Math.floor(random.uniform() * 5);
      const cost = Array.from({ length: rows * columns }, () =>
        random.chance(0.25) ? NEVER : random.between(-1, 2),
      );
      const assigned = assignCheapest(cost, rows, columns);
      const pairs = assigned.flatMap((column, row) => (column < 0 ? [] : [[row, column] as const]));
      expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length);
      const total = pairs.reduce((sum, [row, column]) => sum + cost[row * columns + column]!, 0);
      const best = bestByForce(cost, rows, columns);
      expect(pairs.length).toBe(best.assigned);
      expect(total).toBeCloseTo(best.total, 9);
    }
  });
});
