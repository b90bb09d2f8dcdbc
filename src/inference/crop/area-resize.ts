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
  const columns = axisTaps(region.x, region.width, target.width);
  const rows = axisTaps(region.y, region.height, target.height);
  // Rows first: their sum runs over neighbouring memory, and each is then resampled only once.
  const line = new LineSum(source, columns);
  for (let ty = 0; ty < target.height; ty++) {
    line.sum(rows, ty);
    line.resample(target.pixels, ty * target.width);
  }
}

/** The picture with its longer side shrunk to `longestPx`; the same one where that is no longer. */
export function shrinkTo(picture: GrayImage, longestPx: number): GrayImage {
  const unit = Math.max(picture.width, picture.height) / longestPx;
  if (unit <= 1) return picture;
  const width = Math.round(picture.width / unit);
  const height = Math.round(picture.height / unit);
  const shrunk = { pixels: new Uint8Array(width * height), width, height };
  areaResize(picture, { x: 0, y: 0, width: picture.width, height: picture.height }, shrunk);
  return shrunk;
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

/**
 * Of each target pixel the first source pixel (outside the picture too) and `perTarget` weights,
 * together 1.
 */
interface AxisTaps {
  readonly firsts: Int32Array;
  readonly perTarget: number;
  readonly weights: Float64Array;
}

function axisTaps(offset: number, length: number, targets: number): AxisTaps {
  const step = length / targets;
  const perTarget = step > 1 ? Math.ceil(step) + 1 : 2;
  const firsts = new Int32Array(targets);
  const weights = new Float64Array(targets * perTarget);
  for (let t = 0; t < targets; t++) {
    if (step > 1) {
      const from = offset + t * step;
      const to = offset + (t + 1) * step;
      const first = Math.floor(from);
      for (let i = first; i < to && i < first + perTarget; i++) {
        const share = (Math.min(to, i + 1) - Math.max(from, i)) / step;
        weights[t * perTarget + i - first] = Math.max(0, share);
      }
      firsts[t] = first;
    } else {
      const centre = offset + (t + 0.5) * step - 0.5;
      const low = Math.floor(centre);
      weights[2 * t] = 1 - (centre - low);
      weights[2 * t + 1] = centre - low;
      firsts[t] = low;
    }
  }
  return { firsts, perTarget, weights };
}

/** Weighted sums of a picture's rows, as far as a row of taps reaches, beyond its edges too. */
class LineSum {
  readonly #source: GrayImage;
  readonly #columns: AxisTaps;
  /**
   * Column of the picture that the line begins with; negative where it reaches over the left edge.
   */
  readonly #first: number;
  readonly #line: Float64Array;
  /** Part of the line that lies within the picture: at least a pixel, that of the nearer edge. */
  readonly #from: number;
  readonly #to: number;

  constructor(source: GrayImage, columns: AxisTaps) {
    this.#source = source;
    this.#columns = columns;
    this.#first = columns.firsts[0]!;
    this.#line = new Float64Array(columns.firsts.at(-1)! + columns.perTarget - this.#first);
    const within = (at: number) => Math.min(this.#line.length - 1, Math.max(0, at));
    this.#from = within(-this.#first);
    this.#to = within(source.width - 1 - this.#first) + 1;
  }

  /** Makes it the sum that target row `ty` of `rows` wants. */
  sum(rows: AxisTaps, ty: number): void {
    const { height } = this.#source;
    const clamp = (y: number) => Math.min(height - 1, Math.max(0, y));
    const { perTarget, weights } = rows;
    const top = rows.firsts[ty]!;
    const at = ty * perTarget;
    this.#setTwo(clamp(top), weights[at]!, clamp(top + 1), weights[at + 1]!);
    for (let i = 2; i < perTarget; i++) {
      const weight = weights[at + i]!;
      if (weight > 0) this.#add(clamp(top + i), weight);
    }
    this.#line.fill(this.#line[this.#from]!, 0, this.#from);
    this.#line.fill(this.#line[this.#to - 1]!, this.#to);
  }

  /** Most target rows lie within two of the source: one pass for both. */
  #setTwo(above: number, weightAbove: number, below: number, weightBelow: number): void {
    const line = this.#line;
    const { pixels } = this.#source;
    let a = this.#offsetOf(above);
    let b = this.#offsetOf(below);
    const to = this.#to;
    for (let x = this.#from; x < to; x++) {
      line[x] = weightAbove * pixels[a++]! + weightBelow * pixels[b++]!;
    }
  }

  #add(row: number, weight: number): void {
    const line = this.#line;
    const { pixels } = this.#source;
    let at = this.#offsetOf(row);
    const to = this.#to;
    for (let x = this.#from; x < to; x++) line[x] = line[x]! + weight * pixels[at++]!;
  }

  #offsetOf(row: number): number {
    const { width } = this.#source;
    return row * width + Math.min(width - 1, Math.max(0, this.#first + this.#from));
  }

  /** Writes a target row, rounded, from `at` on. */
  resample(out: Uint8Array, at: number): void {
    const line = this.#line;
    const { firsts, perTarget, weights } = this.#columns;
    const start = this.#first;
    let w = 0;
    for (let tx = 0; tx < firsts.length; tx++) {
      const first = firsts[tx]! - start;
      // Two by hand, and mostly a third: a loop for so few costs as much as they do.
      let sum = 0.5 + weights[w]! * line[first]! + weights[w + 1]! * line[first + 1]!;
      if (perTarget > 2) sum += weights[w + 2]! * line[first + 2]!;
      for (let i = 3; i < perTarget; i++) sum += weights[w + i]! * line[first + i]!;
      out[at++] = sum;
      w += perTarget;
    }
  }
}
