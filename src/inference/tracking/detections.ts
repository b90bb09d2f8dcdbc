import { type Box, boxCentre, intersectionOverUnion } from '../../core/box.js';
import { boxSize } from './kalman-box.js';

/** A box found by the detector in one frame. */
export interface Detection {
  readonly box: Box;
  /** Confidence of the detector, 0…1; 1 where the detector gives none. */
  readonly score: number;
  /** Appearance embedding of unit length, where it was computed for this frame. */
  readonly embedding?: Float32Array;
}

const SAME_FACE_IOU = 0.45;
const SAME_FACE_SHARE = 0.8;

/**
 * Detections without the impossible ones (not finite, no area) and with one box per face: of boxes
 * that overlap or lie inside each other the one with the highest score stays. At most `limit`.
 */
export function cleanDetections(
  detections: readonly Detection[],
  limit: number,
): readonly Detection[] {
  const byScore = detections
    .filter((detection) => isUsable(detection.box))
    .sort((a, b) => scoreOf(b) - scoreOf(a));
  const kept: Detection[] = [];
  for (const detection of byScore) {
    if (kept.length >= limit) break;
    if (!kept.some((other) => isSameFace(other.box, detection.box))) kept.push(detection);
  }
  return kept;
}

/** Whether two boxes found in one frame can only be one face. */
export function isSameFace(a: Box, b: Box): boolean {
  return intersectionOverUnion(a, b) > SAME_FACE_IOU || sharedOfSmaller(a, b) > SAME_FACE_SHARE;
}

/** A detector's confidence as 0…1; anything that is no number counts as 0. */
function scoreOf(detection: Detection): number {
  return Number.isNaN(detection.score) ? 0 : Math.min(1, Math.max(0, detection.score));
}

function isUsable(box: Box): boolean {
  return (
    Number.isFinite(box.x) &&
    Number.isFinite(box.y) &&
    Number.isFinite(box.width) &&
    Number.isFinite(box.height) &&
    box.width > 0 &&
    box.height > 0
  );
}

/** Area shared by two boxes over the area of the smaller one, 0…1. */
export function sharedOfSmaller(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const smaller = Math.min(a.width * a.height, b.width * b.height);
  return smaller > 0 ? (width * height) / smaller : 0;
}

/** Distance of two centres in units of the mean face size. */
export function centreDistance(a: Box, b: Box): number {
  const from = boxCentre(a);
  const to = boxCentre(b);
  const size = (boxSize(a) + boxSize(b)) / 2;
  return Math.hypot(from.x - to.x, from.y - to.y) / size;
}

/** Absolute natural logarithm of the ratio of two face sizes; 0.69 is twice as large. */
export function sizeDifference(a: Box, b: Box): number {
  return Math.abs(Math.log(boxSize(a) / boxSize(b)));
}
