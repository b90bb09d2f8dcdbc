import type { Box } from '../../core/box.js';
import type { GrayImage } from '../crop/area-resize.js';
import type { Landmarker } from '../landmarks.js';

/** Says of each box whether it holds a face. */
export type SecondOpinion = (
  picture: GrayImage,
  boxes: readonly Box[],
) => Promise<readonly boolean[]>;

/** Confidence of the landmark network below which a square of the detector is no face. */
const LEAST_CONFIDENCE = 0.2;

/** Asks the landmark network, which errs on other pictures; without one every box is believed. */
export function landmarkOpinion(landmarker: Landmarker | null): SecondOpinion {
  return async (picture, boxes) => {
    if (landmarker === null) return boxes.map(() => true);
    const places = boxes.map((box) => ({ box, previous: null }));
    const located = await landmarker.locateAll(picture, places);
    return located.map(({ confidence }) => confidence >= LEAST_CONFIDENCE);
  };
}
