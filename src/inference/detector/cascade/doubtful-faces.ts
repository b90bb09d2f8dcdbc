import type { Box } from '../../../core/box.js';
import type { GrayImage } from '../../crop/area-resize.js';
import { turnPicture } from '../../crop/turn-picture.js';
import type { Detection } from '../../tracking/track-types.js';
import { padPicture } from '../padded-picture.js';
import type { FaceDetector } from './face-detector.js';

/** Pictures are shrunk to this longer side: who is alone and hard to find is rarely small. */
const LONGEST_PX = 800;
const TURNS_DEGREES = [0, 20, -20];
const MAX_CANDIDATES = 60;

/**
 * What the cascades faintly take for a face in a picture, upright or turned, surest first. Most of
 * it is none: something else must decide.
 */
export function doubtfulFaces(
  detector: FaceDetector,
  picture: GrayImage,
  minFacePx: number,
): readonly Box[] {
  const { padded, back } = padPicture(picture, LONGEST_PX);
  const whole: Box = { x: 0, y: 0, width: padded.width, height: padded.height };
  const hits: Detection[] = [];
  for (const degrees of TURNS_DEGREES) {
    const turned = turnPicture(padded, degrees);
    detector.load(turned.picture);
    for (const second of detector.hasSecond ? [false, true] : [false]) {
      const found = detector.detect(whole, {
        scaleFactor: 1.1,
        minNeighbors: 1,
        minSizePx: minFacePx,
        maxSizePx: Number.POSITIVE_INFINITY,
        shrink: false,
        second,
      });
      hits.push(...found.map((hit) => ({ ...hit, box: back(turned.back(hit.box)) })));
    }
  }
  hits.sort((a, b) => b.score - a.score);
  return hits.slice(0, MAX_CANDIDATES).map((hit) => hit.box);
}
