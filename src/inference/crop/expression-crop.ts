import type { Box } from '../../core/box.js';
import { areaResize, type GrayImage } from './area-resize.js';

/** Side of the pictures the expression network sees. */
export const EXPRESSION_CROP_SIDE = 48;

/** The part of a FER2013 picture that a Haar box covers, in units of the picture's side. */
export interface CropFraming {
  /** Side of the Haar box. */
  readonly boxSide: number;
  /** Centre of the Haar box. */
  readonly centreX: number;
  readonly centreY: number;
}

/**
 * Where Haar finds the face in FER2013's own pictures: medians of the 498 boxes that it finds in 600
 * PublicTest tiles (middle half of the sides 0.90…1.04, of the centres ±0.015), measured by
 * `node bench/run.js crop-framing`. Cropping so that a live face lies alike makes it look as in
 * training.
 */
export const FER_FRAMING: CropFraming = { boxSide: 0.974, centreX: 0.503, centreY: 0.5 };

/** The square to cut for a Haar box so that the face is framed as in FER2013. May leave the frame. */
export function ferCropFromHaarBox(box: Box, framing: CropFraming = FER_FRAMING): Box {
  const side = (box.width + box.height) / 2 / framing.boxSide;
  return {
    x: box.x + box.width / 2 - framing.centreX * side,
    y: box.y + box.height / 2 - framing.centreY * side,
    width: side,
    height: side,
  };
}

/** Cuts `region` out of `frame` as 48×48 gray into `into` (2,304 bytes), which is returned. */
export function expressionCrop(
  frame: GrayImage,
  region: Box,
  into: Uint8Array = new Uint8Array(EXPRESSION_CROP_SIDE ** 2),
): Uint8Array {
  const side = EXPRESSION_CROP_SIDE;
  areaResize(frame, region, { pixels: into, width: side, height: side });
  return into;
}
