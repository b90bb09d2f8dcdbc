import { type BodyAnchor, bodyHalfWidth } from './body.js';
import { FACE_BOX, type FacePose, pxPerHeadUnit } from './face-pose.js';
import { hairHalfWidth } from './hair.js';
import { headHalfWidth } from './head-shape.js';
import type { FaceIdentity } from './identity.js';

/** The outline that one person covers the picture with. */
interface Silhouette {
  readonly identity: FaceIdentity;
  readonly pose: FacePose;
  readonly body: BodyAnchor;
}

/** Points a side of the grid that samples a face. */
const SAMPLES = 14;

/**
 * Share of a face (the ellipse within its box) that lies inside the frame and behind none
 * of the `nearer` silhouettes, 0…1, to about one percent.
 */
export function visibleShare(
  pose: FacePose,
  nearer: readonly Silhouette[],
  frame: { readonly width: number; readonly height: number },
): number {
  let inside = 0;
  let seen = 0;
  for (let row = 0; row < SAMPLES; row++) {
    const dy = ((row + 0.5) / SAMPLES) * 2 - 1;
    for (let column = 0; column < SAMPLES; column++) {
      const dx = ((column + 0.5) / SAMPLES) * 2 - 1;
      if (dx * dx + dy * dy > 1) continue;
      inside++;
      const x = pose.xPx + (dx * pose.sizePx) / 2;
      const y = pose.yPx + (dy * pose.sizePx) / 2;
      if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) continue;
      if (!nearer.some((silhouette) => covers(silhouette, x, y))) seen++;
    }
  }
  return seen / inside;
}

function covers({ identity, pose, body }: Silhouette, x: number, y: number): boolean {
  const halfWidth = bodyHalfWidth((y - body.yPx) / body.pxPerUnit) * body.pxPerUnit;
  if (Math.abs(x - body.xPx) < halfWidth) return true;
  const scale = pxPerHeadUnit(pose);
  const dx = (x - pose.xPx) / scale;
  const dy = (y - pose.yPx) / scale;
  const u = dx * Math.cos(pose.rollRad) + dy * Math.sin(pose.rollRad) + FACE_BOX.centreX;
  const v = -dx * Math.sin(pose.rollRad) + dy * Math.cos(pose.rollRad) + FACE_BOX.centreY;
  return Math.abs(u) < Math.max(headHalfWidth(identity, v), hairHalfWidth(identity, v));
}
