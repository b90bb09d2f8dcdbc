import type { Box } from '../../core/box.js';
import type { GrayImage } from '../crop/area-resize.js';
import type { Landmarker } from '../landmarks/landmarker.js';

/** Says of each box how sure it is that a face is there, 0…1. */
export type Verifier = (picture: GrayImage, boxes: readonly Box[]) => Promise<readonly number[]>;

/** Asks the landmark network, which errs on other pictures; without one every box is believed. */
export function landmarkVerifier(landmarker: Landmarker | null): Verifier {
  return async (picture, boxes) => {
    if (landmarker === null) return boxes.map(() => 1);
    const places = boxes.map((box) => ({ box, previous: null }));
    return (await landmarker.locateAll(picture, places)).map(({ confidence }) => confidence);
  };
}
