/**
 * The raster a face is composed in, in *head units*: half the width at the cheekbones
 * is 1, the origin lies midway between the eyes, x grows to the picture's right and y
 * downwards. (About 70 mm a unit on a real head.)
 */
export interface FaceGrid {
  readonly pxPerUnit: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle in head units. */
export interface UnitBounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A rectangle of texels; the `last…` ones are not part of it. */
export interface TexelRect {
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Everything of a head that the grid holds: hair, ears and chin. */
export const HEAD_BOUNDS: UnitBounds = { left: -1.46, right: 1.46, top: -1.8, bottom: 2.1 };

/** A grid of `pxPerUnit` over {@link HEAD_BOUNDS}. */
export function createFaceGrid(pxPerUnit: number): FaceGrid {
  return {
    pxPerUnit,
    left: HEAD_BOUNDS.left,
    top: HEAD_BOUNDS.top,
    width: Math.ceil((HEAD_BOUNDS.right - HEAD_BOUNDS.left) * pxPerUnit),
    height: Math.ceil((HEAD_BOUNDS.bottom - HEAD_BOUNDS.top) * pxPerUnit),
  };
}

/** The texels that `bounds` covers, cut at the grid's edges. */
export function texelsWithin(grid: FaceGrid, bounds: UnitBounds): TexelRect {
  const { pxPerUnit, left, top } = grid;
  return {
    firstColumn: Math.max(0, Math.floor((bounds.left - left) * pxPerUnit)),
    lastColumn: Math.min(grid.width, Math.ceil((bounds.right - left) * pxPerUnit)),
    firstRow: Math.max(0, Math.floor((bounds.top - top) * pxPerUnit)),
    lastRow: Math.min(grid.height, Math.ceil((bounds.bottom - top) * pxPerUnit)),
  };
}

/** Calls `visit` with the index and the head coordinates of every texel within `bounds`. */
export function forEachTexel(
  grid: FaceGrid,
  bounds: UnitBounds,
  visit: (index: number, x: number, y: number) => void,
): void {
  forEachRow(grid, bounds, (y) => (index, x) => visit(index, x, y));
}

/** Like {@link forEachTexel}; what holds for a whole row is worked out once, in `prepare`. */
export function forEachRow(
  grid: FaceGrid,
  bounds: UnitBounds,
  prepare: (y: number) => (index: number, x: number) => void,
): void {
  const step = 1 / grid.pxPerUnit;
  const { firstColumn, lastColumn, firstRow, lastRow } = texelsWithin(grid, bounds);
  for (let row = firstRow; row < lastRow; row++) {
    const visit = prepare(grid.top + (row + 0.5) * step);
    for (let column = firstColumn; column < lastColumn; column++) {
      visit(row * grid.width + column, grid.left + (column + 0.5) * step);
    }
  }
}

/** Like {@link forEachRow} by columns, for features whose curves depend on x alone. */
export function forEachColumn(
  grid: FaceGrid,
  bounds: UnitBounds,
  prepare: (x: number) => (index: number, y: number) => void,
): void {
  const step = 1 / grid.pxPerUnit;
  const { firstColumn, lastColumn, firstRow, lastRow } = texelsWithin(grid, bounds);
  for (let column = firstColumn; column < lastColumn; column++) {
    const visit = prepare(grid.left + (column + 0.5) * step);
    for (let row = firstRow; row < lastRow; row++) {
      visit(row * grid.width + column, grid.top + (row + 0.5) * step);
    }
  }
}
