import type { Box } from '../core/box.js';
import type { Point } from '../core/face.js';

/** Where a head is in the picture. `x`, `y`: the centre of its face box, pixels. */
export interface FacePose {
  readonly xPx: number;
  readonly yPx: number;
  /** Side of the square face box. */
  readonly sizePx: number;
  /** Tilt in the picture; positive turns the crown to the picture's right. */
  readonly rollRad: number;
  /** Turn about the vertical; positive moves the features to the picture's right. */
  readonly yawRad: number;
}

/**
 * The truth box in head units: the square that `haarcascade_frontalface_default.xml`
 * reports for an upright face (hairline to just above the chin), measured on
 * these drawings; see the calibration in tests/synthetic.
 */
export const FACE_BOX = { centreX: 0, centreY: 0.2, side: 2.43 } as const;

/** Pixels of the picture per head unit. */
export function pxPerHeadUnit(pose: FacePose): number {
  return pose.sizePx / FACE_BOX.side;
}

/** The truth box in pixels of the frame; not cut at the frame's edges. */
export function faceBox(pose: FacePose): Box {
  const half = pose.sizePx / 2;
  return { x: pose.xPx - half, y: pose.yPx - half, width: pose.sizePx, height: pose.sizePx };
}

/** How far the features at `x` (head units, before the turn) move sideways. */
function yawShift(yawRad: number, x: number): number {
  const inside = 1 - x * x;
  return inside > 0 ? 0.9 * Math.sin(yawRad) * inside : 0;
}

/** Where the feature seen at `x` after the turn was before it: the definition of the turn. */
export function unturnedX(yawRad: number, x: number): number {
  return x - yawShift(yawRad, x);
}

/** Inverse of {@link unturnedX} by bisection. */
function turnedX(yawRad: number, x: number): number {
  let low = x - 0.9;
  let high = x + 0.9;
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (unturnedX(yawRad, middle) < x) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** A point of the face (head units, unturned) in pixels of the frame. */
export function toFramePoint(pose: FacePose, x: number, y: number): Point {
  const scale = pxPerHeadUnit(pose);
  const cos = Math.cos(pose.rollRad);
  const sin = Math.sin(pose.rollRad);
  const u = turnedX(pose.yawRad, x) - FACE_BOX.centreX;
  const v = y - FACE_BOX.centreY;
  return [pose.xPx + scale * (u * cos - v * sin), pose.yPx + scale * (u * sin + v * cos)];
}
