import type { ActionUnits } from './action-units.js';
import type { FaceIdentity } from './identity.js';

/** Middle line of one brow; x is |x|, so it serves both sides. Head units. */
export interface BrowShape {
  readonly innerX: number;
  readonly outerX: number;
  readonly innerY: number;
  readonly middleY: number;
  readonly outerY: number;
}

/** Where the action units put the brows. */
export function browShape(identity: FaceIdentity, units: ActionUnits): BrowShape {
  const { browRaise, browInner, browLower } = units;
  const base = identity.browY;
  return {
    innerX: 0.18 - 0.09 * browLower,
    outerX: 0.74,
    innerY: base + 0.03 - 0.12 * browRaise - 0.15 * browInner + 0.26 * browLower,
    middleY: base - identity.browArch - 0.17 * browRaise - 0.02 * browInner + 0.12 * browLower,
    outerY: base + 0.05 - 0.12 * browRaise + 0.06 * browInner - 0.04 * browLower,
  };
}

/** Height of the middle line at `along` (0 at the nose … 1 the outer end). */
export function browLineY(brow: BrowShape, along: number): number {
  const inner = 2 * (along - 0.5) * (along - 1);
  const middle = 4 * along * (1 - along);
  const outer = 2 * along * (along - 0.5);
  return brow.innerY * inner + brow.middleY * middle + brow.outerY * outer;
}
