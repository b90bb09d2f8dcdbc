/**
 * Writes the mirror image of the first half of `pair`, a picture with rows of `width`, into its
 * second half.
 */
export function mirrorPicture(pair: Float32Array, width: number): void {
  const area = pair.length / 2;
  for (let row = 0; row < area; row += width) {
    for (let x = 0; x < width; x++) pair[area + row + x] = pair[row + width - 1 - x]!;
  }
}

/**
 * Means of the first and second, third and fourth, … of vectors of `count` values that stand in a
 * row.
 */
export function meanOfPairs(vectors: Float32Array, count: number): Float32Array {
  const means = new Float32Array(vectors.length / 2);
  for (let i = 0; i < means.length; i++) {
    const first = 2 * i - (i % count);
    means[i] = (vectors[first]! + vectors[first + count]!) / 2;
  }
  return means;
}
