import type { Detection } from '../../tracking/detections.js';
import type { TilePlace } from '../tile.js';

/** One output of the network: for each cell of `stridePx` a score and a square. */
interface DetectionMap {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell, pixels of the input. */
  readonly stridePx: number;
  /** Cell by cell, row by row: score logit, centre offset x and y in cells, log(side / stride). */
  readonly values: Float32Array;
}

/** Numbers a cell. */
const FIELDS = 4;
/** Squares read from one run at most; those of the highest scores stay. */
const MAX_READ = 300;
/** Sides beyond this are no answer but an overflow. */
const MAX_LOG_SIDE = 6;

/**
 * The squares of at least `minScore` in the network's maps, in pixels of the frame, highest score
 * first. One face gives several that overlap. Anchor-free, as in FCOS (Tian et al. 2019), with a
 * square's logarithmic side in place of four distances.
 */
export function decodeDetectionMaps(
  maps: readonly DetectionMap[],
  tile: TilePlace,
  minScore: number,
): Detection[] {
  const leastLogit = Math.log(minScore / (1 - minScore));
  const found: Detection[] = [];
  for (const { columns, rows, stridePx, values } of maps) {
    for (let cell = 0, at = 0; cell < columns * rows; cell++, at += FIELDS) {
      const logit = values[at]!;
      if (!(logit >= leastLogit)) continue;
      const side = stridePx * Math.exp(Math.min(MAX_LOG_SIDE, values[at + 3]!));
      const centreX = ((cell % columns) + 0.5 + values[at + 1]!) * stridePx;
      const centreY = (Math.floor(cell / columns) + 0.5 + values[at + 2]!) * stridePx;
      found.push({
        box: {
          x: tile.region.x + (centreX - side / 2) * tile.shrinkBy,
          y: tile.region.y + (centreY - side / 2) * tile.shrinkBy,
          width: side * tile.shrinkBy,
          height: side * tile.shrinkBy,
        },
        score: 1 / (1 + Math.exp(-logit)),
      });
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, MAX_READ);
}
