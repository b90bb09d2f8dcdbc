/** A picture at a quarter of its size: sums of 4×4 pixels, in units of the full picture's grays. */
export interface QuarterPicture {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels of the full picture a quarter pixel stands for, in each direction. */
export const QUARTER = 4;
/** Side of a block in quarter pixels. */
export const BLOCK = 4;
/** A block is compared with this many quarter pixels around it too. */
const MARGIN = 1;
/** Farthest that a block is looked for, quarter pixels: 12 pixels from one frame to the next. */
const REACH = 3;

/** Where a block comes from in the picture before. */
interface BlockMatch {
  /** Offset into the picture before, whole pixels of the full picture. */
  readonly dx: number;
  readonly dy: number;
  /** Mean absolute difference there, gray levels of a quarter pixel. */
  readonly difference: number;
}

/** Mean absolute difference of a block in place. Column and row count blocks. */
export function differenceInPlace(
  now: QuarterPicture,
  before: QuarterPicture,
  column: number,
  row: number,
): number {
  return difference(now, before, column, row, 0, 0);
}

/** The best place of a block in the picture before, near where it is now. */
export function matchBlock(
  now: QuarterPicture,
  before: QuarterPicture,
  column: number,
  row: number,
): BlockMatch {
  let best = difference(now, before, column, row, 0, 0);
  let [bestX, bestY] = [0, 0];
  for (let dy = -REACH; dy <= REACH; dy++) {
    for (let dx = -REACH; dx <= REACH; dx++) {
      if (dx === 0 && dy === 0) continue;
      const found = difference(now, before, column, row, dx, dy);
      if (found >= best) continue;
      best = found;
      [bestX, bestY] = [dx, dy];
    }
  }
  const at = (dx: number, dy: number) => difference(now, before, column, row, dx, dy);
  const finerX = vertex(at(bestX - 1, bestY), best, at(bestX + 1, bestY));
  const finerY = vertex(at(bestX, bestY - 1), best, at(bestX, bestY + 1));
  return {
    dx: Math.round((bestX + finerX) * QUARTER),
    dy: Math.round((bestY + finerY) * QUARTER),
    difference: best,
  };
}

/** Where between −½ and ½ a parabola through three values has its lowest point. */
function vertex(left: number, middle: number, right: number): number {
  const bend = left - 2 * middle + right;
  return bend > 0 ? Math.max(-0.5, Math.min(0.5, (left - right) / (2 * bend))) : 0;
}

function difference(
  now: QuarterPicture,
  before: QuarterPicture,
  column: number,
  row: number,
  dx: number,
  dy: number,
): number {
  const { width, height } = now;
  const left = Math.max(0, column * BLOCK - MARGIN);
  const top = Math.max(0, row * BLOCK - MARGIN);
  const right = Math.min(width, (column + 1) * BLOCK + MARGIN);
  const bottom = Math.min(height, (row + 1) * BLOCK + MARGIN);
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    const fromRow = Math.min(height - 1, Math.max(0, y + dy)) * width;
    for (let x = left; x < right; x++) {
      const from = fromRow + Math.min(width - 1, Math.max(0, x + dx));
      sum += Math.abs(now.values[y * width + x]! - before.values[from]!);
    }
  }
  return sum / ((right - left) * (bottom - top));
}
