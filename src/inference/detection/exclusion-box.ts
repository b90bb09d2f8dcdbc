import type { Box } from '../../core/box.js';
import { scaledBox } from './scaled-box.js';

/** Within this many sides of a followed face's box there is no room for another face. */
const NO_OTHER_FACE = 1.4;

/** Where next to a followed face no other one can be. */
export function exclusionBox(face: Box): Box {
  return scaledBox(face, NO_OTHER_FACE);
}

/** Where the hair and body of a followed face are, which move all the time. */
export function bodyBox(face: Box): Box {
  return {
    x: face.x - 0.9 * face.width,
    y: face.y - 0.8 * face.height,
    width: 2.8 * face.width,
    height: 5.8 * face.height,
  };
}
