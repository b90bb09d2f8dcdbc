import type { Box } from '../core/box.js';
import type { Point } from '../core/face.js';
import { turnedPoint } from './head-turn.js';

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
  /** Nod; positive looks down. Left out: level. */
  readonly pitchRad?: number;
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

/** A point of the face (head units, unturned) in pixels of the frame. */
export function toFramePoint(pose: FacePose, x: number, y: number): Point {
  const scale = pxPerHeadUnit(pose);
  const cos = Math.cos(pose.rollRad);
  const sin = Math.sin(pose.rollRad);
  const turn = { yawRad: pose.yawRad, pitchRad: pose.pitchRad ?? 0 };
  const [turnedX, turnedY] = turnedPoint(turn, x, y);
  const u = turnedX - FACE_BOX.centreX;
  const v = turnedY - FACE_BOX.centreY;
  return [pose.xPx + scale * (u * cos - v * sin), pose.yPx + scale * (u * sin + v * cos)];
}
