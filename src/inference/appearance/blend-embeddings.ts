/** Unit-length mix of two looks; `share` (0…1) is the part of the second. */
export function blendEmbeddings(
  first: Float32Array,
  second: Float32Array,
  share: number,
): Float32Array {
  if (first.length !== second.length) return second;
  const mixed = first.map((value, i) => (1 - share) * value + share * (second[i] as number));
  const length = Math.hypot(...mixed);
  return length > 0 ? mixed.map((value) => value / length) : second;
}
