import type { Box } from '../../core/box.js';

/** A part of the frame as a detector sees it. */
export interface TilePlace {
  /** Shrunk to the detector's input; where it reaches over the frame the edge is repeated. */
  readonly region: Box;
  /** Pixels of the frame per pixel of the input. */
  readonly shrinkBy: number;
}

/** A part of the frame that is searched again and again. */
export interface Tile extends TilePlace {
  /** One of those that show all of the frame, where nearby faces are found. */
  readonly isWhole: boolean;
}

/** A detector's input and the smallest face it sees there, pixels. */
export interface TileInput {
  readonly width: number;
  readonly height: number;
  readonly minSidePx: number;
}

/** A little less than half of the tile before, so that neighbours overlap. */
const SHRINK_STEP = 1.08 / 2;
/** Neighbours overlap by the largest face that only they see, and this share more. */
const OVERLAP = 1.1;
/** A face belongs to the coarsest tile in which it is this much larger than the smallest one. */
const EASY_SIDE = 1.25;

/**
 * The tiles that together show every face from `minFacePx` on: the whole frame, and where that is
 * too coarse tiles of about half the size, a quarter, …
 */
export function planTiles(
  width: number,
  height: number,
  minFacePx: number,
  input: TileInput,
): readonly Tile[] {
  let shrinkBy = Math.max(width / input.width, height / input.height);
  const tiles: Tile[] = cutTiles(width, height, shrinkBy, 0, input).map((region) => ({
    ...{ region, shrinkBy, isWhole: true },
  }));
  while (input.minSidePx * shrinkBy > minFacePx && shrinkBy > 1) {
    const overlapPx = OVERLAP * input.minSidePx * shrinkBy;
    shrinkBy = Math.max(0.5, shrinkBy * SHRINK_STEP);
    for (const region of cutTiles(width, height, shrinkBy, overlapPx, input)) {
      tiles.push({ region, shrinkBy, isWhole: false });
    }
  }
  return tiles;
}

/** The tile in which a face with this box is searched. `tiles` as {@link planTiles} gives them. */
export function tileAt(box: Box, tiles: readonly Tile[], input: TileInput): Tile {
  const side = (box.width + box.height) / 2;
  const easy = tiles.filter((tile) => side / tile.shrinkBy >= EASY_SIDE * input.minSidePx);
  const coarsest = Math.max(...easy.map((tile) => tile.shrinkBy));
  const finest = Math.min(...tiles.map((tile) => tile.shrinkBy));
  const wanted = easy.length > 0 ? coarsest : finest;
  let nearest = tiles[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const tile of tiles) {
    if (tile.shrinkBy !== wanted) continue;
    const apart = distance(box, tile.region);
    if (apart >= least) continue;
    nearest = tile;
    least = apart;
  }
  return nearest;
}

/** Between the centres, as a share of the region's sides: regions are wider than high. */
function distance(box: Box, region: Box): number {
  const dx = box.x + box.width / 2 - region.x - region.width / 2;
  const dy = box.y + box.height / 2 - region.y - region.height / 2;
  return Math.max(Math.abs(dx) / region.width, Math.abs(dy) / region.height);
}

/** Regions of the input's size times `shrinkBy`, spread evenly over the frame. */
function cutTiles(
  width: number,
  height: number,
  shrinkBy: number,
  overlapPx: number,
  input: TileInput,
): Box[] {
  const side = { width: input.width * shrinkBy, height: input.height * shrinkBy };
  const count = (length: number, tileLength: number) =>
    Math.max(1, Math.ceil((length - overlapPx) / Math.max(1, tileLength - overlapPx) - 1e-9));
  const columns = count(width, side.width);
  const rows = count(height, side.height);
  const at = (length: number, tileLength: number, i: number, of: number) =>
    of === 1 ? (length - tileLength) / 2 : (i * (length - tileLength)) / (of - 1);
  const regions: Box[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = at(width, side.width, column, columns);
      const y = at(height, side.height, row, rows);
      regions.push({ x, y, ...side });
    }
  }
  return regions;
}
