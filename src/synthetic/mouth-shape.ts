import type { ActionUnits } from './action-units.js';
import type { FaceIdentity } from './identity.js';

/** The mouth's curves in head units, before they are drawn. */
export interface MouthShape {
  readonly centreY: number;
  readonly halfWidth: number;
  /** How far the corners stand below the middle of the lip line (negative: a smile). */
  readonly cornerDrop: number;
  /** Lift of the upper lip. */
  readonly lift: number;
  /** Gap between the lips at the middle. */
  readonly gap: number;
  readonly upperLip: number;
  readonly lowerLip: number;
  readonly lipPress: number;
}

/** Heights of the four lip curves at one place across the mouth. */
export interface LipLine {
  readonly upperOuter: number;
  readonly upperInner: number;
  readonly lowerInner: number;
  readonly lowerOuter: number;
}

/** Where the action units put the lips. */
export function mouthShape(identity: FaceIdentity, units: ActionUnits): MouthShape {
  const { lipCornerUp, lipCornerDown, lipStretch, lipPress, mouthOpen, upperLipRaise, chinRaise } =
    units;
  const rounding = Math.max(0, mouthOpen - lipStretch - lipCornerUp);
  const width =
    identity.mouthWidth *
    (1 + 0.36 * lipCornerUp + 0.3 * lipStretch + 0.06 * lipCornerDown - 0.22 * rounding);
  const gap = 0.5 * mouthOpen;
  return {
    centreY: identity.mouthY - 0.03 * lipCornerUp - 0.05 * chinRaise,
    halfWidth: width,
    cornerDrop: 0.45 * gap * (1 - 0.8 * lipCornerUp) - 0.16 * lipCornerUp + 0.13 * lipCornerDown,
    lift: 0.14 * upperLipRaise,
    gap,
    upperLip: 0.082 * identity.lipFullness * (1 - 0.3 * lipCornerUp - 0.7 * lipPress),
    lowerLip:
      0.112 * identity.lipFullness * (1 - 0.2 * lipCornerUp - 0.6 * lipPress + 0.1 * chinRaise),
    lipPress,
  };
}

/** How far an open mouth pushes the chin down. */
export function jawDrop(units: ActionUnits): number {
  return 0.36 * units.mouthOpen;
}

/** The lip curves at `across` (−1 the left corner … 1 the right one). */
export function lipLine(shape: MouthShape, across: number): LipLine {
  const inside = Math.max(0, 1 - across * across);
  const bend = shape.centreY + shape.cornerDrop * across * across;
  const upperInner = bend - shape.lift * inside;
  const lowerInner = bend + shape.gap * Math.sqrt(inside) * (0.35 + 0.65 * inside);
  const bow = 1 - 0.22 * Math.exp(-((across / 0.13) ** 2));
  return {
    upperOuter: upperInner - shape.upperLip * bow * (1 - Math.abs(across) ** 1.6),
    upperInner,
    lowerInner,
    lowerOuter: lowerInner + shape.lowerLip * inside ** 0.8,
  };
}
