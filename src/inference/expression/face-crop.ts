import type { Box } from '../../core/box.js';
import type { Point } from '../../core/face.js';
import { areaResize, type GrayImage } from '../crop/area-resize.js';

/**
 * Where the eyes of a face lie in the pictures that the network was trained on, units of their
 * side.
 */
export interface EyeFraming {
  readonly middleX: number;
  readonly middleY: number;
  readonly distance: number;
}

/**
 * Medians of 1,689 PublicTest tiles. Crops framed so are recognised 0.4 to 3 points more often than
 * those from the detector's box, at every roll to ±25°: `node bench/run.js alignment`.
 */
export const FER_EYES: EyeFraming = { middleX: 0.501, middleY: 0.392, distance: 0.357 };

/**
 * Ratio of the eyes' square to the box within which the eyes are used; a turned head shows them
 * closer.
 */
const LEAST_SIDE = 0.75;
const LARGEST_SIDE = 1.35;

/** The crop that the expression network sees: by the eyes where they are known, else by the box. */
export function faceCrop(frame: GrayImage, box: Box, points: readonly Point[] | null): Uint8Array {
  if (points !== null) {
    const right = centreOf(points, 36);
    const left = centreOf(points, 42);
    const side = Math.hypot(left[0] - right[0], left[1] - right[1]) / FER_EYES.distance;
    const ratio = (2 * side) / (box.width + box.height);
    if (ratio >= LEAST_SIDE && ratio <= LARGEST_SIDE) return alignedCrop(frame, points, FER_EYES);
  }
  return expressionCrop(frame, ferCropFromHaarBox(box));
}

/** A bilinear sample is a mean over two pixels, so that this distance leaves none out. */
const SAMPLE_STEP_PX = 1.6;
/** Samples of a crop's pixel in each direction, at most. */
const MAX_SAMPLES = 5;

/**
 * Cuts a face as 48×48 gray so that its eyes (of 68 points, pixels of the frame) come to lie where
 * `framing` says: roll is removed, place and size follow the eyes. Outside the frame its edge is
 * repeated.
 */
export function alignedCrop(
  frame: GrayImage,
  points: readonly Point[],
  framing: EyeFraming,
): Uint8Array {
  const side = EXPRESSION_CROP_SIDE;
  const right = centreOf(points, 36);
  const left = centreOf(points, 42);
  // One step to the right, and down, in the crop, as a step in the frame.
  const stepX = (left[0] - right[0]) / (framing.distance * side);
  const stepY = (left[1] - right[1]) / (framing.distance * side);
  const middleX = (left[0] + right[0]) / 2;
  const middleY = (left[1] + right[1]) / 2;
  const originX = middleX - side * (framing.middleX * stepX - framing.middleY * stepY);
  const originY = middleY - side * (framing.middleX * stepY + framing.middleY * stepX);
  const step = Math.hypot(stepX, stepY);
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.ceil(step / SAMPLE_STEP_PX)));
  const fineX = stepX / samples;
  const fineY = stepY / samples;
  const corners = [0, side].flatMap((cy) => [0, side].map((cx): Point => [cx, cy]));
  const isInside = corners.every(([cx, cy]) => {
    const x = originX + cx * stepX - cy * stepY;
    const y = originY + cx * stepY + cy * stepX;
    return x >= 1 && y >= 1 && x < frame.width - 1 && y < frame.height - 1;
  });
  const crop = new Uint8Array(side * side);
  const share = 1 / (samples * samples);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let v = 0; v < samples; v++) {
        const cy = y * samples + v + 0.5;
        const cx = x * samples + 0.5;
        const fromX = originX + cx * fineX - cy * fineY;
        const fromY = originY + cx * fineY + cy * fineX;
        sum += isInside
          ? sumInside(frame, fromX, fromY, fineX, fineY, samples)
          : sumClamped(frame, fromX, fromY, fineX, fineY, samples);
      }
      crop[at++] = sum * share + 0.5;
    }
  }
  return crop;
}

/** Sum of `count` bilinear samples in a row, all at least a pixel within the frame. */
function sumInside(
  { pixels, width }: GrayImage,
  fromX: number,
  fromY: number,
  stepX: number,
  stepY: number,
  count: number,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const px = fromX + i * stepX - 0.5;
    const py = fromY + i * stepY - 0.5;
    const left = px | 0;
    const top = py | 0;
    const fx = px - left;
    const at = top * width + left;
    const above = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx;
    const below = pixels[at + width]! + (pixels[at + width + 1]! - pixels[at + width]!) * fx;
    sum += above + (below - above) * (py - top);
  }
  return sum;
}

/** The same anywhere; outside the frame its edge is repeated. */
function sumClamped(
  frame: GrayImage,
  fromX: number,
  fromY: number,
  stepX: number,
  stepY: number,
  count: number,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += pixelAt(frame, fromX + i * stepX, fromY + i * stepY);
  return sum;
}

/** Bilinear between pixel centres. */
function pixelAt({ pixels, width, height }: GrayImage, x: number, y: number): number {
  const px = Math.min(width - 1, Math.max(0, x - 0.5));
  const py = Math.min(height - 1, Math.max(0, y - 0.5));
  const left = Math.min(width - 2, Math.floor(px));
  const top = Math.min(height - 2, Math.floor(py));
  const [fx, fy] = [px - left, py - top];
  const at = top * width + left;
  const above = pixels[at]! * (1 - fx) + pixels[at + 1]! * fx;
  const below = pixels[at + width]! * (1 - fx) + pixels[at + width + 1]! * fx;
  return above * (1 - fy) + below * fy;
}

function centreOf(points: readonly Point[], first: number): Point {
  let [x, y] = [0, 0];
  for (let i = first; i < first + 6; i++) {
    x += points[i]![0] / 6;
    y += points[i]![1] / 6;
  }
  return [x, y];
}

/** Side of the pictures the expression network sees. */
export const EXPRESSION_CROP_SIDE = 48;

/** The part of a FER2013 picture that a Haar box covers, in units of the picture's side. */
interface CropFraming {
  /** Side of the Haar box. */
  readonly boxSide: number;
  /** Centre of the Haar box. */
  readonly centreX: number;
  readonly centreY: number;
}

/**
 * Where Haar finds the face in FER2013's own pictures: medians of the 498 boxes that it finds in
 * 600 PublicTest tiles (middle half of the sides 0.90…1.04, of the centres ±0.015), measured by
 * `node bench/run.js crop-framing`. Cropping so that a live face lies alike makes it look as in
 * training.
 */
export const FER_FRAMING: CropFraming = { boxSide: 0.974, centreX: 0.503, centreY: 0.5 };

/**
 * The square to cut for a Haar box so that the face is framed as in FER2013. May leave the frame.
 */
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
