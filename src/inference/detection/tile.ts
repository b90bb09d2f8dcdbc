import type { Box } from '../../core/box.js';

/** A part of the frame as the network sees it. */
export interface TilePlace {
  /** Shrunk to the network's input; where it reaches over the frame the edge is repeated. */
  readonly region: Box;
  /** Pixels of the frame per pixel of the input. */
  readonly shrinkBy: number;
}

/** A part of the frame that is looked at again and again. */
export interface Tile extends TilePlace {
  /** How often it wants to be looked at while something moves in it. */
  readonly periodMs: number;
  /** The same while only followed people move in it. */
  readonly calmPeriodMs: number;
  /** The same while nothing moves in it: a pale face may come in without moving a gray. */
  readonly stillPeriodMs: number;
  /** The same where nobody waits for the result, whatever moves. */
  readonly patientPeriodMs: number;
}

/** The network's input and the smallest face it sees there, pixels. */
export interface TileInput {
  readonly width: number;
  readonly height: number;
  readonly minSidePx: number;
}

/** A little less than half of the view before, so that neighbours overlap. */
const SHRINK_STEP = 1.08 / 2;
/** Neighbours overlap by the largest face that only they see, and this share more. */
const OVERLAP = 1.1;
/** A face is looked for in the coarsest view in which it is this much larger than the smallest one. */
const EASY_SIDE = 1.25;

/**
 * The views that together show every face from `minFacePx` on: the whole frame, and where that is too
 * coarse tiles of about half the size, a quarter, …
 */
export function planTiles(
  width: number,
  height: number,
  minFacePx: number,
  input: TileInput,
): readonly Tile[] {
  let shrinkBy = Math.max(width / input.width, height / input.height);
  const views: Tile[] = tile(width, height, shrinkBy, 0, input).map((region) => ({
    ...{
      region,
      shrinkBy,
      periodMs: 250,
      calmPeriodMs: 1000,
      stillPeriodMs: 1500,
      patientPeriodMs: 1,
    },
  }));
  while (input.minSidePx * shrinkBy > minFacePx && shrinkBy > 1) {
    const overlapPx = OVERLAP * input.minSidePx * shrinkBy;
    shrinkBy = Math.max(0.5, shrinkBy * SHRINK_STEP);
    for (const region of tile(width, height, shrinkBy, overlapPx, input)) {
      views.push({
        region,
        shrinkBy,
        periodMs: 350,
        calmPeriodMs: 4000,
        stillPeriodMs: 6000,
        patientPeriodMs: 250,
      });
    }
  }
  return views;
}

/** The view in which a face with this box is looked for. `views` as {@link planTiles} gives them. */
export function tileAt(box: Box, views: readonly Tile[], input: TileInput): Tile {
  const side = (box.width + box.height) / 2;
  const easy = views.filter((view) => side / view.shrinkBy >= EASY_SIDE * input.minSidePx);
  const coarsest = Math.max(...easy.map((view) => view.shrinkBy));
  const finest = Math.min(...views.map((view) => view.shrinkBy));
  const wanted = easy.length > 0 ? coarsest : finest;
  let nearest = views[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const view of views) {
    if (view.shrinkBy !== wanted) continue;
    const apart = distance(box, view.region);
    if (apart >= least) continue;
    nearest = view;
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
function tile(
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
