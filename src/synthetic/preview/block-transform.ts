const COSINES = Float32Array.from({ length: 64 }, (_, i) => {
  const frequency = i >> 3;
  const scale = frequency === 0 ? Math.SQRT1_2 / 2 : 0.5;
  return scale * Math.cos(((2 * (i & 7) + 1) * frequency * Math.PI) / 16);
});

/** Forward DCT of one 8×8 block in place (ITU T.81, A.3.3); `scratch` holds 64 numbers. */
export function forwardDct(block: Float32Array, scratch: Float32Array): void {
  transformRows(block, scratch);
  transformRows(scratch, block);
}

/** DCT of every row of `from`, written as columns of `to`: twice gives the whole transform. */
function transformRows(from: Float32Array, to: Float32Array): void {
  for (let row = 0; row < 8; row++) {
    const r = row * 8;
    const s0 = from[r]! + from[r + 7]!;
    const s1 = from[r + 1]! + from[r + 6]!;
    const s2 = from[r + 2]! + from[r + 5]!;
    const s3 = from[r + 3]! + from[r + 4]!;
    const d0 = from[r]! - from[r + 7]!;
    const d1 = from[r + 1]! - from[r + 6]!;
    const d2 = from[r + 2]! - from[r + 5]!;
    const d3 = from[r + 3]! - from[r + 4]!;
    // Even cosines are symmetric about the middle of the row, odd ones antisymmetric.
    for (let k = 0; k < 8; k += 2) {
      const even = k * 8;
      const odd = even + 8;
      to[even + row] =
        COSINES[even]! * s0 +
        COSINES[even + 1]! * s1 +
        COSINES[even + 2]! * s2 +
        COSINES[even + 3]! * s3;
      to[odd + row] =
        COSINES[odd]! * d0 +
        COSINES[odd + 1]! * d1 +
        COSINES[odd + 2]! * d2 +
        COSINES[odd + 3]! * d3;
    }
  }
}
