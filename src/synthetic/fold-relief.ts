import type { ActionUnits } from './action-units.js';
import { hill, segmentDistance } from './curves.js';
import type { UnitBounds } from './face-grid.js';
import type { FaceIdentity } from './identity.js';

/** How one movement bends the skin's relief when it is full. */
export interface Fold {
  readonly unit: Exclude<keyof ActionUnits, 'lidOpening' | 'lidTighten' | 'lipStretch'>;
  readonly bounds: UnitBounds;
  /** Change of height at (|x|, y), head units. */
  readonly relief: (identity: FaceIdentity, side: number, y: number) => number;
}

const UPPER: UnitBounds = { left: -0.8, right: 0.8, top: -0.95, bottom: 0.2 };
const MIDDLE: UnitBounds = { left: -0.98, right: 0.98, top: -0.3, bottom: 1.45 };

/** A groove of given depth and width along a segment. */
function crease(
  side: number,
  y: number,
  from: readonly [number, number],
  to: readonly [number, number],
  depth: number,
  width: number,
): number {
  const distance = segmentDistance(side, y, from[0], from[1], to[0], to[1]);
  return -depth * hill(distance / width, 0);
}

/** The folds that the movements draw on the skin, in no particular order. */
export const FOLDS: readonly Fold[] = [
  {
    unit: 'browRaise',
    bounds: UPPER,
    relief: (identity, side, y) => {
      const fade = hill(side / 0.55, 0) * (0.5 + 0.5 * identity.age);
      const line = (at: number) => hill((y - at + 0.06 * side * side) / 0.022, 0);
      return -0.02 * fade * (line(-0.56) + line(-0.66) + 0.8 * line(-0.76));
    },
  },
  {
    unit: 'browInner',
    bounds: UPPER,
    relief: (_identity, side, y) => {
      const line = (at: number) => hill((y - at) / 0.022, 0);
      return (
        -0.02 * hill(side / 0.24, 0) * (line(-0.52) + line(-0.62)) -
        0.02 * hill((side - 0.3) / 0.2, (y + 0.2) / 0.09)
      );
    },
  },
  {
    unit: 'browLower',
    bounds: UPPER,
    relief: (_identity, side, y) =>
      crease(side, y, [0.085, -0.36], [0.1, -0.2], 0.045, 0.034) +
      0.08 * hill((side - 0.3) / 0.2, (y + 0.2) / 0.08) -
      0.08 * hill((side - 0.28) / 0.14, (y + 0.08) / 0.06),
  },
  {
    unit: 'cheekRaise',
    bounds: MIDDLE,
    relief: (identity, side, y) =>
      0.1 * hill((side - 0.52) / 0.24, (y - 0.42) / 0.17) +
      crease(side, y, [0.28, 0.17], [0.62, 0.19], 0.025, 0.03) +
      crease(side, y, [0.74, 0], [0.84, -0.05], 0.012 * identity.age, 0.018) +
      crease(side, y, [0.74, 0.05], [0.85, 0.08], 0.012 * identity.age, 0.018),
  },
  {
    unit: 'noseWrinkle',
    bounds: MIDDLE,
    relief: (_identity, side, y) => {
      const wrinkle = (at: number) => hill((y - at) / 0.024, 0) * hill(side / 0.16, 0);
      return (
        -0.045 * (wrinkle(-0.1) + wrinkle(0) + wrinkle(0.1)) +
        crease(side, y, [0.18, 0.2], [0.24, 0.42], 0.045, 0.035) +
        0.06 * hill((side - 0.32) / 0.12, (y - 0.42) / 0.14)
      );
    },
  },
  {
    unit: 'upperLipRaise',
    bounds: MIDDLE,
    relief: (identity, side, y) =>
      crease(side, y, [0.26, identity.noseLength - 0.05], [0.46, 0.92], 0.075, 0.045) +
      0.075 * hill((side - 0.48) / 0.14, (y - 0.62) / 0.18),
  },
  {
    unit: 'lipCornerUp',
    bounds: MIDDLE,
    relief: (identity, side, y) =>
      crease(side, y, [0.28, identity.noseLength], [0.58, 0.93], 0.055, 0.05) +
      crease(side, y, [0.57, 0.93], [0.56, 1.02], 0.02, 0.07) +
      0.08 * hill((side - 0.6) / 0.16, (y - 0.66) / 0.2),
  },
  {
    unit: 'lipCornerDown',
    bounds: MIDDLE,
    relief: (identity, side, y) =>
      crease(side, y, [0.4, identity.mouthY + 0.1], [0.5, identity.mouthY + 0.32], 0.045, 0.04) +
      0.03 * hill((side - 0.55) / 0.1, (y - identity.mouthY - 0.12) / 0.12),
  },
  {
    unit: 'lipPress',
    bounds: MIDDLE,
    relief: (identity, side, y) =>
      0.05 * hill(side / 0.3, (y - identity.mouthY + 0.13) / 0.06) +
      0.05 * hill(side / 0.3, (y - identity.mouthY - 0.12) / 0.06),
  },
  {
    unit: 'chinRaise',
    bounds: MIDDLE,
    relief: (identity, side, y) =>
      0.05 * hill(side / 0.18, (y - identity.chinY + 0.24) / 0.09) -
      0.04 * hill(side / 0.2, (y - identity.mouthY - 0.19) / 0.04),
  },
  {
    unit: 'mouthOpen',
    bounds: MIDDLE,
    relief: (_identity, side, y) =>
      -0.07 * hill((side - 0.64) / 0.16, (y - 0.9) / 0.3) +
      crease(side, y, [0.3, 0.72], [0.5, 1.1], 0.025, 0.05),
  },
];
