import type { Box } from '../../core/box.js';
import { areaResize, type GrayImage } from '../crop/area-resize.js';

/** Border added around a picture, as a share of its sides, so that a face may fill it. */
const BORDER = 0.2;

/** A picture, shrunk where it was too large, with its edge repeated around it, and the way back. */
export interface PaddedPicture {
  readonly padded: GrayImage;
  /** The box in pixels of the picture; may reach over its edge. */
  back(box: Box): Box;
}

/** Pads a picture whose longer side is first shrunk to `longestPx` where it is longer. */
export function padPicture(picture: GrayImage, longestPx: number): PaddedPicture {
  const unit = Math.max(1, Math.max(picture.width, picture.height) / longestPx);
  const borderX = Math.round((picture.width / unit) * BORDER);
  const borderY = Math.round((picture.height / unit) * BORDER);
  const width = Math.round(picture.width / unit) + 2 * borderX;
  const height = Math.round(picture.height / unit) + 2 * borderY;
  const padded = { pixels: new Uint8Array(width * height), width, height };
  const region = {
    x: -borderX * unit,
    y: -borderY * unit,
    width: width * unit,
    height: height * unit,
  };
  areaResize(picture, region, padded);
  return {
    padded,
    back: (box) => ({
      x: (box.x - borderX) * unit,
      y: (box.y - borderY) * unit,
      width: box.width * unit,
      height: box.height * unit,
    }),
  };
}
