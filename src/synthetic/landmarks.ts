import type { Point } from '../core/face.js';
import type { ActionUnits } from './action-units.js';
import { browLineY, browShape } from './brow-shape.js';
import { eyeShape, lowerLidY, upperLidY } from './eye-shape.js';
import { type FacePose, toFramePoint } from './face-pose.js';
import { headHalfWidth } from './head-shape.js';
import type { FaceIdentity } from './identity.js';
import { droppedY } from './jaw.js';
import { jawDrop, lipLine, mouthShape } from './mouth-shape.js';

/** 68 points of the iBUG scheme in head units, before the head is turned. */
function headLandmarks(identity: FaceIdentity, units: ActionUnits, blinkOpening: number): Point[] {
  return [
    ...jawPoints(identity, units),
    ...browPoints(identity, units),
    ...nosePoints(identity),
    ...eyePoints(identity, units, blinkOpening),
    ...mouthPoints(identity, units),
  ];
}

/** The 68 points in pixels of the frame. */
export function faceLandmarks(
  identity: FaceIdentity,
  units: ActionUnits,
  blinkOpening: number,
  pose: FacePose,
): readonly Point[] {
  return headLandmarks(identity, units, blinkOpening).map(([x, y]) => toFramePoint(pose, x, y));
}

/** 0–16: from ear to ear along the jaw. */
function jawPoints(identity: FaceIdentity, units: ActionUnits): Point[] {
  const drop = jawDrop(units);
  return Array.from({ length: 17 }, (_, i) => {
    const side = (i - 8) / 8;
    const y =
      0.05 + (identity.chinY - 0.05) * Math.sin(((1 - Math.abs(side)) * Math.PI) / 2) ** 0.9;
    const x = i === 8 ? 0 : Math.sign(side) * headHalfWidth(identity, Math.min(y, identity.chinY));
    return [x, droppedY(identity, y, drop)];
  });
}

/** 17–21 and 22–26: both brows from the picture's left to its right. */
function browPoints(identity: FaceIdentity, units: ActionUnits): Point[] {
  const brow = browShape(identity, units);
  const along = [0, 0.25, 0.5, 0.75, 1];
  const at = (share: number, side: number): Point => [
    side * (brow.innerX + (brow.outerX - brow.innerX) * share),
    browLineY(brow, share),
  ];
  return [...along.map((share) => at(1 - share, -1)), ...along.map((share) => at(share, 1))];
}

/** 27–30 down the ridge, 31–35 under the tip. */
function nosePoints(identity: FaceIdentity): Point[] {
  const tip = identity.noseLength;
  const wing = 0.2 * identity.noseWidth;
  return [
    ...[0, 1, 2, 3].map((i): Point => [0, (tip * i) / 3]),
    ...[-1, -0.5, 0, 0.5, 1].map(
      (share): Point => [share * wing, tip + 0.12 - 0.05 * Math.abs(share)],
    ),
  ];
}

/** 36–41 and 42–47: clockwise from the corner on the picture's left. */
function eyePoints(identity: FaceIdentity, units: ActionUnits, blinkOpening: number): Point[] {
  return ([-1, 1] as const).flatMap((side) => {
    const eye = eyeShape(identity, units, blinkOpening, side);
    const at = (place: number, lid: typeof upperLidY): Point => [
      eye.centreX + place * eye.halfWidth,
      lid(eye, place * side),
    ];
    return [
      at(-1, upperLidY),
      at(-1 / 3, upperLidY),
      at(1 / 3, upperLidY),
      at(1, upperLidY),
      at(1 / 3, lowerLidY),
      at(-1 / 3, lowerLidY),
    ];
  });
}

/** 48–59 around the lips, 60–67 around the opening; both clockwise from the left corner. */
function mouthPoints(identity: FaceIdentity, units: ActionUnits): Point[] {
  const shape = mouthShape(identity, units);
  const at = (across: number, curve: keyof ReturnType<typeof lipLine>): Point => [
    across * shape.halfWidth,
    lipLine(shape, across)[curve],
  ];
  const outer = [-0.63, -0.27, 0, 0.27, 0.63];
  const inner = [-0.4, 0, 0.4];
  return [
    at(-1, 'upperOuter'),
    ...outer.map((across) => at(across, 'upperOuter')),
    at(1, 'upperOuter'),
    ...outer.map((across) => at(-across, 'lowerOuter')),
    at(-0.9, 'upperInner'),
    ...inner.map((across) => at(across, 'upperInner')),
    at(0.9, 'upperInner'),
    ...inner.map((across) => at(-across, 'lowerInner')),
  ];
}
