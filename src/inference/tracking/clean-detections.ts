import { type Box, intersectionOverUnion } from '../../core/box.js';
import { sharedOfSmaller } from './overlap.js';
import type { Detection } from './track-types.js';

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
