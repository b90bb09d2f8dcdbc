/**
 * Averages every value with its neighbours by ¼ ½ ¼ in both directions; the edge is repeated.
 * `line` is room for one row.
 */
export function smoothValues(values: Float32Array, width: number, line: Float32Array): void {
  const height = values.length / width;
  // Down the columns first, a row at a time: `line` holds the row above as it was.
  line.set(values.subarray(0, width));
  for (let y = 0; y < height; y++) {
    const at = y * width;
    const below = y + 1 < height ? at + width : at;
    for (let x = 0; x < width; x++) {
      const own = values[at + x]!;
      values[at + x] = 0.25 * (line[x]! + values[below + x]!) + 0.5 * own;
      line[x] = own;
    }
  }
  for (let y = 0; y < height; y++) {
    const at = y * width;
    let left = values[at]!;
    for (let x = 0; x < width; x++) {
      const own = values[at + x]!;
      const right = x + 1 < width ? values[at + x + 1]! : own;
      values[at + x] = 0.25 * (left + right) + 0.5 * own;
      left = own;
    }
  }
}
