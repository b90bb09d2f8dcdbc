import { type Box, intersectionOverUnion } from '../../core/box.js';
import type { Point } from '../../core/face.js';
import type { LandmarksManifest } from '../models/landmarks-manifest.js';

type LandmarkCrop = LandmarksManifest['crop'];

/** Where to look for a face's points. */
export interface LandmarkPlace {
  readonly box: Box;
  /** Its points of a moment ago, which frame the face better than the detector's box. */
  readonly previous: readonly Point[] | null;
}

/** Side of the points' square for models that do not name it; what ours were trained with. */
const USUAL_SIDE_PER_EXTENT = 1.25;
/** Overlap with the square around the box below which old points are of no use. */
const LEAST_OVERLAP = 0.4;

/** The square that the network sees: around the old points where they still fit, else the box. */
export function landmarkRegion(place: LandmarkPlace, crop: LandmarkCrop): Box {
  const around = regionOfBox(place.box, crop);
  if (place.previous === null || crop.fromLandmarks === undefined) return around;
  const refined = regionOfPoints(place.previous, crop.fromLandmarks.sidePerExtent);
  return intersectionOverUnion(refined, around) < LEAST_OVERLAP ? around : refined;
}

/**
 * The box that the detector would give a face with these points: {@link landmarkRegion} backwards.
 */
export function boxAroundPoints(points: readonly Point[], crop: LandmarkCrop): Box {
  const sidePerExtent = crop.fromLandmarks?.sidePerExtent ?? USUAL_SIDE_PER_EXTENT;
  const region = regionOfPoints(points, sidePerExtent);
  const side = region.width / crop.scale;
  const centreX = region.x + region.width / 2 - crop.offsetX * side;
  const centreY = region.y + region.height / 2 - crop.offsetY * side;
  return squareAround(centreX, centreY, side);
}

function regionOfBox(box: Box, crop: LandmarkCrop): Box {
  const boxSide = (box.width + box.height) / 2;
  const centreX = box.x + box.width / 2 + crop.offsetX * boxSide;
  const centreY = box.y + box.height / 2 + crop.offsetY * boxSide;
  return squareAround(centreX, centreY, boxSide * crop.scale);
}

/** The square around points, its side `sidePerExtent` times their longer extent. */
export function regionOfPoints(points: readonly Point[], sidePerExtent: number): Box {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const side = Math.max(right - left, bottom - top) * sidePerExtent;
  return squareAround((left + right) / 2, (top + bottom) / 2, side);
}

function squareAround(centreX: number, centreY: number, side: number): Box {
  return { x: centreX - side / 2, y: centreY - side / 2, width: side, height: side };
}
