/** Shares of the pixels that may become black, and white. */
const BLACK_SHARE = 0.005;
const WHITE_SHARE = 0.005;
/** Median gray that a dark picture is lifted to. */
const MEDIAN_GRAY = 90;
/** Least exponent: more would lift the noise of the shadows only. */
const LEAST_EXPONENT = 0.5;
/** Grays are looked up in steps of a sixteenth. */
export const STEPS_A_GRAY = 16;
const STEPS = 256 * STEPS_A_GRAY;
/** Every n-th pixel is counted; prime, so that it meets every column. */
const PIXEL_STEP = 13;

/** A table from grays in steps of a sixteenth to the whole range, shadows lifted. */
export function toneCurve(values: Float32Array): Uint8Array {
  const counts = new Uint32Array(STEPS);
  let total = 0;
  for (let i = 0; i < values.length; i += PIXEL_STEP) {
    counts[Math.min(STEPS - 1, (values[i]! * STEPS_A_GRAY) | 0)]!++;
    total++;
  }
  const black = stepAt(counts, total * BLACK_SHARE);
  const white = Math.max(black + STEPS_A_GRAY, stepAt(counts, total * (1 - WHITE_SHARE)));
  const median = Math.max(0.01, (stepAt(counts, total / 2) - black) / (white - black));
  const wanted = Math.log(MEDIAN_GRAY / 255) / Math.log(Math.min(0.99, median));
  const exponent = Math.min(1, Math.max(LEAST_EXPONENT, wanted));
  return Uint8Array.from({ length: STEPS }, (_, step) => {
    const share = Math.min(1, Math.max(0, (step - black) / (white - black)));
    return Math.round(255 * share ** exponent);
  });
}

/** The step up to which `wanted` values lie. */
function stepAt(counts: Uint32Array, wanted: number): number {
  let sum = 0;
  for (let step = 0; step < counts.length; step++) {
    sum += counts[step]!;
    if (sum >= wanted) return step;
  }
  return counts.length - 1;
}
