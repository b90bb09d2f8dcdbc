import type { Box } from '../../../core/box.js';
import type { GrayImage } from '../../crop/area-resize.js';
import { padPicture } from '../../crop/pad-and-turn.js';
import { cleanDetections, isSameFace } from '../../tracking/detections.js';
import type { Detection } from '../../tracking/track-types.js';
import { confirmFace } from './confirm-face.js';
import type { FaceDetector } from './face-detector.js';

/** Candidates looked at in one picture at most. */
const MAX_CANDIDATES = 1000;

/**
 * Every face of the loaded picture, surest first: what either cascade proposes with three hits,
 * confirmed one by one.
 */
export function scanPicture(
  detector: FaceDetector,
  picture: GrayImage,
  minFacePx: number,
): Detection[] {
  const whole: Box = { x: 0, y: 0, width: picture.width, height: picture.height };
  const candidates: Detection[] = [];
  for (const second of detector.hasSecond ? [false, true] : [false]) {
    const hits = detector.detect(whole, {
      scaleFactor: 1.1,
      minNeighbors: 2,
      minSizePx: minFacePx,
      maxSizePx: Number.POSITIVE_INFINITY,
      shrink: false,
      second,
    });
    for (const hit of hits) {
      if (!candidates.some((other) => isSameFace(other.box, hit.box))) candidates.push(hit);
    }
  }
  const faces = candidates
    .slice(0, MAX_CANDIDATES)
    .map((candidate) => confirmFace(detector, candidate.box))
    .filter((face) => face !== null);
  return [...cleanDetections(faces, faces.length)];
}

/**
 * The same for a picture that may be filled by one face: its edge is repeated around it first, since
 * the detector finds no face that reaches over the edge. Boxes may reach over it. The padded
 * picture stays loaded.
 */
export function scanPaddedPicture(
  detector: FaceDetector,
  picture: GrayImage,
  minFacePx: number,
): Detection[] {
  const { padded, back } = padPicture(picture, Number.POSITIVE_INFINITY);
  detector.load(padded);
  return scanPicture(detector, padded, minFacePx).map((face) => ({ ...face, box: back(face.box) }));
}
