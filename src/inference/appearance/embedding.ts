import { FACE_STATISTICS } from './face-statistics.js';
import { createLogGaborDescriptor } from './log-gabor-descriptor.js';

/** Embeds faces so that two crops of one person are similar and those of two people are not. */
export interface EmbeddingExtractor {
  /** Length of the vectors. */
  readonly length: number;
  /**
   * Unit-length embedding of a 48×48 gray crop of a face; all zero for a crop without any
   * structure. Throws RangeError for another number of pixels.
   */
  describe(crop48: Uint8Array): Float32Array;
}

/** The filter bank is built once here. */
export function createEmbeddingExtractor(): EmbeddingExtractor {
  const descriptor = createLogGaborDescriptor();
  const { mean, deviation } = readStatistics(FACE_STATISTICS);
  return {
    length: descriptor.length,
    describe: (crop48) => embeddingOf(descriptor.describe(crop48), mean, deviation),
  };
}

/**
 * Log-Gabor magnitudes as what sets this face apart: square roots (magnitudes of strong edges no
 * longer outweigh the rest) less those of the mean face, in units of how much they vary between
 * pictures of one person. Without this every face has a similarity of 0.8 to every other.
 */
export function embeddingOf(
  magnitudes: Float32Array,
  mean: Float32Array,
  deviation: Float32Array,
): Float32Array {
  if (magnitudes.every((value) => value === 0)) return magnitudes;
  const embedding = magnitudes.map((value, i) => (Math.sqrt(value) - mean[i]!) / deviation[i]!);
  const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? embedding.map((value) => value / length) : embedding;
}

/**
 * Cosine of the angle between two embeddings, −1…1; 0 where the lengths differ or one is empty. On
 * frames of one video two crops of a person have 0.2–0.97 (median 0.79), of two people −0.25–0.31
 * (5th and 95th percentile): `node bench/run.js appearance`.
 */
export function embeddingSimilarity(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length || a.length === 0) return 0;
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += (a[i] as number) * (b[i] as number);
  return Math.min(1, Math.max(-1, dot));
}

/** Base64 of little-endian float32: first all means, then all deviations. */
function readStatistics(base64: string): { mean: Float32Array; deviation: Float32Array } {
  const bytes = Buffer.from(base64, 'base64');
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, i) =>
    bytes.readFloatLE(4 * i),
  );
  const half = values.length / 2;
  return { mean: values.subarray(0, half), deviation: values.subarray(half) };
}

/** Unit-length mix of two embeddings; `share` (0…1) is the part of the second. */
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
