import type { Box } from '../../../core/box.js';

/** A part of the search for new faces: some sizes in some region. */
export interface ScanSlice {
  readonly region: Box;
  readonly minSizePx: number;
  readonly maxSizePx: number;
  /** How often it wants to be scanned while something moves in it. */
  readonly periodMs: number;
  /** The same while only followed people move in it, or less than a face. */
  readonly calmPeriodMs: number;
  /** Pixels after shrinking so that the smallest face is as small as the detector sees: its cost. */
  readonly work: number;
}

/** Step from one size to the next. */
export const SCAN_STEP = 1.1;
/** Sizes a slice: three steps. */
const BAND = SCAN_STEP ** 3;
/** A band's region is tiled so that no slice costs more than this many shrunk pixels. */
const MAX_WORK = 45_000;
const DETECTOR_SIDE_PX = 24;
/** Large faces are near ones, who look at the box; small ones may wait longer. */
const NEAR_FACE_PX = 60;
const MIDDLE_FACE_PX = 36;

/**
 * Cuts the whole search over a frame (every size from `minFacePx` to the frame's short side) into
 * slices of limited cost. Neighbouring regions overlap by the largest face of their slice, so that
 * no face is cut.
 */
export function planScan(width: number, height: number, minFacePx: number): readonly ScanSlice[] {
  const slices: ScanSlice[] = [];
  const largest = Math.min(width, height);
  for (let size = Math.max(DETECTOR_SIDE_PX, minFacePx); size <= largest; size *= BAND) {
    const maxSizePx = Math.min(largest, size * BAND);
    const shrinkBy = size / DETECTOR_SIDE_PX;
    const area = (width * height) / (shrinkBy * shrinkBy);
    const tiles = Math.max(1, Math.ceil(area / MAX_WORK));
    const columns = Math.ceil(Math.sqrt((tiles * width) / height));
    const rows = Math.ceil(tiles / columns);
    for (const region of tile(width, height, columns, rows, maxSizePx)) {
      slices.push({
        region,
        minSizePx: size,
        maxSizePx,
        ...periodsOf(size),
        work: (region.width * region.height) / (shrinkBy * shrinkBy),
      });
    }
  }
  return slices;
}

function periodsOf(sizePx: number): Pick<ScanSlice, 'periodMs' | 'calmPeriodMs'> {
  if (sizePx >= NEAR_FACE_PX) return { periodMs: 250, calmPeriodMs: 1000 };
  if (sizePx >= MIDDLE_FACE_PX) return { periodMs: 400, calmPeriodMs: 3000 };
  return { periodMs: 1000, calmPeriodMs: 8000 };
}

function tile(
  width: number,
  height: number,
  columns: number,
  rows: number,
  overlapPx: number,
): Box[] {
  const boxes: Box[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = Math.max(0, Math.floor((column * width) / columns - overlapPx / 2));
      const y = Math.max(0, Math.floor((row * height) / rows - overlapPx / 2));
      const right = Math.min(width, Math.ceil(((column + 1) * width) / columns + overlapPx / 2));
      const bottom = Math.min(height, Math.ceil(((row + 1) * height) / rows + overlapPx / 2));
      boxes.push({ x, y, width: right - x, height: bottom - y });
    }
  }
  return boxes;
}
