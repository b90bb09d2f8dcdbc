import type { Box } from '../../core/box.js';
import { areaResize, type GrayImage } from '../crop/area-resize.js';
import { padPicture, turnPicture } from '../crop/pad-and-turn.js';
import { cleanDetections, type Detection } from '../tracking/detections.js';
import { type Detector, lowestScore } from './detector.js';
import { planTiles, type TilePlace } from './tile.js';

/**
 * For turned heads a picture is shrunk to this longer side: who is hard to find is rarely small.
 */
const TURNED_LONGEST_PX = 800;
const MAX_TURNED_CANDIDATES = 60;
const TURNS_DEGREES = [0, 25, -25];
/** Left to shrink at least where a picture was halved: otherwise boxes would move by pixels. */
const LEAST_SHRINK = 1.5;
/**
 * A tile that shows less of the picture than this many of its smallest faces is not searched: what
 * fits into so little is seen by its neighbour too, and what does not in a coarser tile.
 */
const SHOWN_FACES = 2;

/** Detections in any tile of a picture, one box a face, highest score first. */
export async function searchTiles(
  picture: GrayImage,
  detector: Detector,
  minFacePx: number,
  minScore: number,
): Promise<readonly Detection[]> {
  const { width, height } = picture;
  const inside = { x: 0, y: 0, width, height };
  return searchInside(picture, inside, detector, minFacePx, minScore);
}

/** The same where only what lies in `inside` is a picture, and around it is its repeated edge. */
async function searchInside(
  picture: GrayImage,
  inside: Box,
  detector: Detector,
  minFacePx: number,
  minScore: number,
): Promise<readonly Detection[]> {
  const { width, height } = picture;
  const halved = new HalvedPictures(picture);
  const hits: Detection[] = [];
  for (const tile of planTiles(width, height, minFacePx, detector.input)) {
    const shownPx = shownSidePx(tile.region, inside);
    if (!tile.isWhole && shownPx < SHOWN_FACES * detector.input.minSidePx * tile.shrinkBy) continue;
    hits.push(...(await halved.look(detector, tile, minScore)));
  }
  const large = hits.filter(({ box }) => box.width >= minFacePx);
  return cleanDetections(large, large.length);
}

/** The shorter side of what a tile shows of the picture. */
function shownSidePx(tile: Box, inside: Box): number {
  const length = (from: number, size: number, start: number, whole: number) =>
    Math.min(from + size, start + whole) - Math.max(from, start);
  return Math.min(
    length(tile.x, tile.width, inside.x, inside.width),
    length(tile.y, tile.height, inside.y, inside.height),
  );
}

/**
 * A picture and its halves, each made when a tile first asks for it: to shrink a large picture
 * anew for every tile costs more than the network does.
 */
class HalvedPictures {
  readonly #levels: GrayImage[];

  constructor(picture: GrayImage) {
    this.#levels = [picture];
  }

  /** Looks at a tile in the smallest of them that still has more pixels than the detector takes. */
  async look(
    detector: Detector,
    { region, shrinkBy }: TilePlace,
    minScore: number,
  ): Promise<readonly Detection[]> {
    const level = Math.max(0, Math.floor(Math.log2(shrinkBy / LEAST_SHRINK)));
    const unit = 2 ** level;
    const place = { region: scaled(region, 1 / unit), shrinkBy: shrinkBy / unit };
    const found = await detector.look(this.#level(level), place, minScore);
    return unit === 1 ? found : found.map((hit) => ({ ...hit, box: scaled(hit.box, unit) }));
  }

  #level(level: number): GrayImage {
    for (let last = this.#levels.length; last <= level; last++) {
      const larger = this.#levels[last - 1]!;
      // A last row or column that is left over is repeated where a tile reaches over it.
      const width = Math.max(1, larger.width >> 1);
      const height = Math.max(1, larger.height >> 1);
      const half = { pixels: new Uint8Array(width * height), width, height };
      areaResize(larger, { x: 0, y: 0, width: 2 * width, height: 2 * height }, half);
      this.#levels.push(half);
    }
    return this.#levels[level]!;
  }
}

function scaled({ x, y, width, height }: Box, by: number): Box {
  return { x: x * by, y: y * by, width: width * by, height: height * by };
}

/**
 * Every detection in a single picture, whatever it costs, those of low scores as well. The edge is
 * repeated around it first, so that a face may fill it; boxes may reach over the edge.
 */
export async function searchStill(
  picture: GrayImage,
  detector: Detector,
  minFacePx: number,
): Promise<readonly Detection[]> {
  const { padded, inside, back } = padPicture(picture, Number.POSITIVE_INFINITY);
  const lowest = lowestScore(detector.scores);
  const found = await searchInside(padded, inside, detector, minFacePx, lowest);
  return found.map(({ box, score }) => ({ box: back(box), score }));
}

/**
 * Boxes that may be faces when the picture is turned, highest score first. Most of them are none:
 * the landmark network must decide.
 */
export async function searchTurned(
  picture: GrayImage,
  detector: Detector,
  minFacePx: number,
): Promise<readonly Box[]> {
  const { padded, back } = padPicture(picture, TURNED_LONGEST_PX);
  const hits: Detection[] = [];
  for (const degrees of TURNS_DEGREES) {
    const turned = turnPicture(padded, degrees);
    const lowest = lowestScore(detector.scores);
    const found = await searchTiles(turned.picture, detector, minFacePx, lowest);
    hits.push(...found.map((hit) => ({ ...hit, box: back(turned.back(hit.box)) })));
  }
  hits.sort((a, b) => b.score - a.score);
  return hits.slice(0, MAX_TURNED_CANDIDATES).map(({ box }) => box);
}
