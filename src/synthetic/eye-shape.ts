import type { ActionUnits } from './action-units.js';
import { mix } from './curves.js';
import type { FaceIdentity } from './identity.js';

/** One eye's aperture in head units. `side` −1 is the eye on the picture's left. */
export interface EyeShape {
  readonly side: -1 | 1;
  readonly centreX: number;
  readonly halfWidth: number;
  readonly tilt: number;
  /** 0 shut, 1 ordinary, above 1 widened. */
  readonly opening: number;
  readonly upperHeight: number;
  readonly lowerHeight: number;
}

/** Where the lids stand; `blinkOpening` (0…1) closes what the action units leave open. */
export function eyeShape(
  identity: FaceIdentity,
  units: ActionUnits,
  blinkOpening: number,
  side: -1 | 1,
): EyeShape {
  const size = identity.eyeSize;
  return {
    side,
    centreX: side * identity.eyeSpacing,
    halfWidth: 0.215 * size,
    tilt: identity.eyeTilt,
    opening: units.lidOpening * blinkOpening,
    upperHeight: 0.098 * size,
    lowerHeight: 0.05 * size - 0.024 * units.cheekRaise - 0.02 * units.lidTighten,
  };
}

/** Place across the eye: −1 the corner at the nose … 1 the outer corner. */
export function acrossEye(eye: EyeShape, x: number): number {
  return ((x - eye.centreX) / eye.halfWidth) * eye.side;
}

/** Height of the upper lid's edge at `across`. */
export function upperLidY(eye: EyeShape, across: number): number {
  const towardNose = across + 0.14 * (1 - across * across);
  const arch = 1 - Math.abs(towardNose) ** 2.3;
  const closed = Math.min(0.03, eye.lowerHeight);
  return cornerLineY(eye, across) + arch * mix(closed, -eye.upperHeight, eye.opening);
}

/** Height of the lower lid's edge at `across`. */
export function lowerLidY(eye: EyeShape, across: number): number {
  const outward = across - 0.1 * (1 - across * across);
  const arch = 1 - Math.abs(outward) ** 2.3;
  const widening = 1 + 0.25 * Math.max(0, eye.opening - 1);
  return cornerLineY(eye, across) + arch * eye.lowerHeight * widening;
}

function cornerLineY(eye: EyeShape, across: number): number {
  return -eye.tilt * across;
}
