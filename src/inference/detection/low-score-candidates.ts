import type { Box } from '../../core/box.js';
import type { GrayImage } from '../crop/area-resize.js';
import { padPicture, turnPicture } from '../crop/pad-and-turn.js';
import type { Detection } from '../tracking/track-types.js';

/** Pictures are shrunk to this longer side: who is alone and hard to find is rarely small. */
const LONGEST_PX = 800;
const MAX_CANDIDATES = 60;

/**
 * What a detector faintly takes for a face in a picture, upright or turned, surest first. Most of it
 * is none: something else must decide. `faintlyIn` gives every hit in a picture.
 */
export async function lowScoreCandidates(
  picture: GrayImage,
  turnsDegrees: readonly number[],
  faintlyIn: (turned: GrayImage) => Promise<readonly Detection[]>,
): Promise<readonly Box[]> {
  const { padded, back } = padPicture(picture, LONGEST_PX);
  const hits: Detection[] = [];
  for (const degrees of turnsDegrees) {
    const turned = turnPicture(padded, degrees);
    const found = await faintlyIn(turned.picture);
    hits.push(...found.map((hit) => ({ ...hit, box: back(turned.back(hit.box)) })));
  }
  hits.sort((a, b) => b.score - a.score);
  return hits.slice(0, MAX_CANDIDATES).map((hit) => hit.box);
}
