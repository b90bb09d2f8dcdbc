import type { Box } from '../../core/box.js';

/** 8-bit gray, row by row. */
export interface GrayImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Fills `target` with the rectangle `region` of `source`. Shrinking averages exactly over the
 * area each target pixel covers, edges counted by their fraction; enlarging interpolates
 * bilinearly between pixel centres. What lies outside the source repeats its edge.
 * `source` and `target` may be views of the same memory that do not overlap.
 */
export function areaResize(source: GrayImage, region: Box, target: GrayImage): void {
  if (isHalving(source, region, target)) {
    halve(source, region, target);
    return;
  }
  const columns = axisTaps(region.x, region.width, target.width, source.width);
  const rows = axisTaps(region.y, region.height, target.height, source.height);
  const { pixels } = source;
  const out = target.pixels;
  // Rows first: their sum runs over neighbouring memory, and each is then resampled only once.
  const first = columns.indices[0]!;
  const span = columns.indices[columns.starts[target.width]! - 1]! - first + 1;
  const line = new Float64Array(span);
  let at = 0;
  for (let ty = 0; ty < target.height; ty++) {
    let from = rows.starts[ty]!;
    sumRow(pixels, rows.indices[from]! * source.width + first, rows.weights[from]!, line);
    for (from++; from < rows.starts[ty + 1]!; from++) {
      addRow(pixels, rows.indices[from]! * source.width + first, rows.weights[from]!, line);
    }
    for (let tx = 0; tx < target.width; tx++) {
      let sum = 0.5;
      const end = columns.starts[tx + 1]!;
      for (let c = columns.starts[tx]!; c < end; c++) {
        sum += columns.weights[c]! * line[columns.indices[c]! - first]!;
      }
      out[at++] = sum;
    }
  }
}

/** Whether every target pixel is the mean of 2×2 whole source pixels. */
function isHalving(source: GrayImage, { x, y, width, height }: Box, target: GrayImage): boolean {
  return (
    width === 2 * target.width &&
    height === 2 * target.height &&
    Number.isInteger(x) &&
    Number.isInteger(y) &&
    Math.min(x, y) >= 0 &&
    x + width <= source.width &&
    y + height <= source.height
  );
}

/** The same several times faster where a target pixel is the mean of 2×2 whole source pixels. */
function halve(source: GrayImage, region: Box, target: GrayImage): void {
  const { pixels } = source;
  const out = target.pixels;
  let at = 0;
  for (let row = 0; row < target.height; row++) {
    let above = (region.y + 2 * row) * source.width + region.x;
    let below = above + source.width;
    for (let column = 0; column < target.width; column++, above += 2, below += 2) {
      const sum = pixels[above]! + pixels[above + 1]! + pixels[below]! + pixels[below + 1]!;
      out[at++] = (sum + 2) >> 2;
    }
  }
}

function sumRow(pixels: Uint8Array, offset: number, weight: number, line: Float64Array): void {
  for (let x = 0; x < line.length; x++) line[x] = weight * pixels[offset + x]!;
}

function addRow(pixels: Uint8Array, offset: number, weight: number, line: Float64Array): void {
  for (let x = 0; x < line.length; x++) line[x] = line[x]! + weight * pixels[offset + x]!;
}

/** For each target pixel the source pixels it is made of (`starts[i]` to `starts[i+1]`), weights summing to 1. */
interface AxisTaps {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

function axisTaps(offset: number, length: number, targets: number, sources: number): AxisTaps {
  const step = length / targets;
  const clamp = (index: number) => Math.min(sources - 1, Math.max(0, index));
  const perTarget = step > 1 ? Math.ceil(step) + 1 : 2;
  const starts = new Int32Array(targets + 1);
  const indices = new Int32Array(targets * perTarget);
  const weights = new Float64Array(targets * perTarget);
  let count = 0;
  for (let t = 0; t < targets; t++) {
    if (step > 1) {
      const from = offset + t * step;
      const to = offset + (t + 1) * step;
      for (let i = Math.floor(from); i < to; i++) {
        const share = (Math.min(to, i + 1) - Math.max(from, i)) / step;
        if (share <= 0 || count >= (t + 1) * perTarget) continue;
        indices[count] = clamp(i);
        weights[count++] = share;
      }
    } else {
      const centre = offset + (t + 0.5) * step - 0.5;
      const low = Math.floor(centre);
      indices[count] = clamp(low);
      weights[count++] = 1 - (centre - low);
      indices[count] = clamp(low + 1);
      weights[count++] = centre - low;
    }
    starts[t + 1] = count;
  }
  return { starts, indices, weights };
}
