/** What is known of a face's picture. */
interface FaceMeasures {
  /** Side of the face's box in pixels of the source. */
  readonly sizePx: number;
  /** Variance of the Laplacian of the 48×48 crop, see {@link laplacianVariance}. */
  readonly sharpness: number;
  /** Mean gray of the crop, 0…255. */
  readonly light: number;
  /** Confidence of the landmarks, 0…1; null where no landmark model is loaded. */
  readonly landmarkConfidence: number | null;
}

/**
 * Quality of a face's picture, 0…1: the geometric mean of four parts, each 0…1, so that one bad
 * part spoils the whole. Size, sharpness and light saturate as 1 − exp(−x/x₀); light falls again
 * above 200, where skin burns out. Rises with each measure (light: up to 128).
 */
export function faceQuality(measures: FaceMeasures): number {
  const parts = [
    saturating(measures.sizePx, 40),
    saturating(measures.sharpness, 150),
    lightPart(measures.light),
  ];
  if (measures.landmarkConfidence !== null) parts.push(clamp(measures.landmarkConfidence));
  const product = parts.reduce((all, part) => all * part, 1);
  return product ** (1 / parts.length);
}

function lightPart(light: number): number {
  const bright = Number.isFinite(light) ? Math.max(0, light - 200) / 55 : 1;
  return saturating(light, 30) * clamp(1 - 0.8 * bright);
}

function saturating(value: number, scale: number): number {
  return value > 0 ? 1 - Math.exp(-value / scale) : 0;
}

function clamp(value: number): number {
  return value > 0 ? Math.min(1, value) : 0;
}

/**
 * Sharpness: variance of the 4-neighbour Laplacian over the inner pixels of a gray picture (8 bit,
 * row by row). Only comparable between pictures of one size, so crops are scaled to 48×48 first.
 * 0 for pictures under 3×3.
 */
export function laplacianVariance(pixels: Uint8Array, width: number, height: number): number {
  if (width < 3 || height < 3 || pixels.length < width * height) return 0;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
      const value =
        4 * pixels[i]! - pixels[i - 1]! - pixels[i + 1]! - pixels[i - width]! - pixels[i + width]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = (width - 2) * (height - 2);
  return Math.max(0, squares / count - (sum / count) ** 2);
}
