/**
 * Cheapest assignment of rows to columns (Kuhn 1955, Munkres 1957, in the O(n²m) form with
 * potentials). `cost` is row-major, `rows × columns`; entries that are not finite are forbidden.
 * Returns for each row its column, or −1. As many rows as possible are assigned, and among such
 * assignments the total cost is the least.
 */
export function assignCheapest(
  cost: ArrayLike<number>,
  rows: number,
  columns: number,
): readonly number[] {
  const result = new Array<number>(rows).fill(-1);
  if (rows === 0 || columns === 0) return result;
  const forbidden = forbiddenCost(cost, rows * columns);
  const at = (row: number, column: number): number => {
    const value = cost[row * columns + column] as number;
    return Number.isFinite(value) ? value : forbidden;
  };
  const transposed = rows > columns;
  const n = transposed ? columns : rows;
  const m = transposed ? rows : columns;
  const price = (i: number, j: number) => (transposed ? at(j, i) : at(i, j));

  const rowPotential = new Float64Array(n + 1);
  const columnPotential = new Float64Array(m + 1);
  const rowOfColumn = new Int32Array(m + 1);
  const cameFrom = new Int32Array(m + 1);
  for (let i = 1; i <= n; i++) {
    rowOfColumn[0] = i;
    const slack = new Float64Array(m + 1).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(m + 1);
    let column = 0;
    do {
      visited[column] = 1;
      const row = rowOfColumn[column] as number;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= m; j++) {
        if (visited[j]) continue;
        const reduced = price(row - 1, j - 1) - rowPotential[row]! - columnPotential[j]!;
        if (reduced < slack[j]!) {
          slack[j] = reduced;
          cameFrom[j] = column;
        }
        if (slack[j]! < step) {
          step = slack[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= m; j++) {
        if (visited[j]) {
          rowPotential[rowOfColumn[j]!] = rowPotential[rowOfColumn[j]!]! + step;
          columnPotential[j] = columnPotential[j]! - step;
        } else {
          slack[j] = slack[j]! - step;
        }
      }
      column = next;
    } while (rowOfColumn[column] !== 0);
    while (column !== 0) {
      const previous = cameFrom[column]!;
      rowOfColumn[column] = rowOfColumn[previous]!;
      column = previous;
    }
  }
  for (let j = 1; j <= m; j++) {
    const i = rowOfColumn[j]!;
    if (i === 0) continue;
    const [row, column] = transposed ? [j - 1, i - 1] : [i - 1, j - 1];
    if (Number.isFinite(cost[row * columns + column] as number)) result[row] = column;
  }
  return result;
}

/**
 * A price above any sum of allowed ones, so that a forbidden pair is only taken where nothing else
 * is left.
 */
function forbiddenCost(cost: ArrayLike<number>, length: number): number {
  let sum = 1;
  for (let k = 0; k < length; k++) {
    const value = cost[k] as number;
    if (Number.isFinite(value)) sum += Math.abs(value);
  }
  return sum * 2;
}
