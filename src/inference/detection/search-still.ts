import type { Box } from '../../core/box.js';
import type { GrayImage } from '../crop/area-resize.js';
import { padPicture, turnPicture } from '../crop/pad-and-turn.js';
import { cleanDetections, type Detection } from '../tracking/detections.js';
import { type Detector, lowestScore } from './detector.js';
import { planTiles } from './tile.js';

/**
 * For turned heads a picture is shrunk to this longer side: who is hard to find is rarely small.
 */
const TURNED_LONGEST_PX = 800;
const MAX_TURNED_CANDIDATES = 60;
const TURNS_DEGREES = [0, 25, -25];

/** Detections in any tile of a picture, one box a face, highest score first. */
export async function searchTiles(
  picture: GrayImage,
  detector: Detector,
  minFacePx: number,
  minScore: number,
): Promise<readonly Detection[]> {
  const { width, height } = picture;
  const hits: Detection[] = [];
  for (const tile of planTiles(width, height, minFacePx, detector.input)) {
    hits.push(...(await detector.look(picture, tile, minScore)));
  }
  const large = hits.filter(({ box }) => box.width >= minFacePx);
  return cleanDetections(large, large.length);
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
  const { padded, back } = padPicture(picture, Number.POSITIVE_INFINITY);
  const found = await searchTiles(padded, detector, minFacePx, lowestScore(detector.scores));
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
