import { type Box, intersectionOverUnion } from '../../core/box.js';
import { embeddingSimilarity } from '../appearance/embedding.js';
import type { Detection } from './detections.js';
import { centreDistance, sizeDifference } from './detections.js';
import { assignCheapest } from './hungarian.js';
import { type BoxMotion, boxSize, type MotionNoise, motionBox } from './kalman-box.js';
import { continueTrack, type LiveTrack } from './live-track.js';
import type { TrackerSettings } from './tracker-settings.js';

/** Continues tracks with the detections that fit them best; returns the detections left over. */
export function joinDetections(
  tracks: readonly LiveTrack[],
  detections: readonly Detection[],
  nowMs: number,
  { motion, association }: TrackerSettings,
): readonly Detection[] {
  const cost = tracks.flatMap((track) => {
    const { appearance } = track;
    const ambiguous = track.misses > 0 || track.occludedWith.size > 0;
    return detections.map((detection) =>
      associationCost(track.motion, appearance, detection, motion, association, ambiguous),
    );
  });
  const left = new Set(detections);
  for (const [row, column] of assignCheapest(cost, tracks.length, detections.length).entries()) {
    if (column < 0) continue;
    const detection = detections[column]!;
    continueTrack(tracks[row]!, detection, nowMs, motion);
    left.delete(detection);
  }
  return [...left];
}

/** Weights and gates by which a detection is judged to continue a track. */
export interface AssociationSettings {
  /** Weight of 1 − IoU with the predicted box. */
  readonly iouWeight: number;
  /** Weight of the centre distance in face sizes. */
  readonly distanceWeight: number;
  /** Weight of the absolute logarithm of the size ratio. */
  readonly sizeWeight: number;
  /** Weight of missing similarity, where both embeddings are known. */
  readonly appearanceWeight: number;
  /** Gate on the centre distance: standard deviations of the prediction … */
  readonly gateDeviations: number;
  /** … but at least and at most this many face sizes. */
  readonly smallestGate: number;
  readonly largestGate: number;
  /** Gate on the absolute logarithm of the size ratio. */
  readonly sizeGate: number;
  /** A face that was missed or occluded is not joined to a detection less similar than this. */
  readonly leastSimilarity: number;
  /** Similarity that speaks neither for nor against one person. */
  readonly usualSimilarity: number;
}

export const DEFAULT_ASSOCIATION: AssociationSettings = {
  iouWeight: 0.4,
  distanceWeight: 0.4,
  sizeWeight: 0.1,
  appearanceWeight: 0.6,
  gateDeviations: 2.3,
  smallestGate: 0.35,
  largestGate: 1.6,
  sizeGate: 0.35,
  leastSimilarity: 0.15,
  usualSimilarity: 0.45,
};

/**
 * Cost (about 0…1, Infinity where a gate forbids it) of continuing a track, whose motion is already
 * predicted to this frame, with a detection. `ambiguous`: the place alone does not say who it is.
 */
export function associationCost(
  motion: BoxMotion,
  appearance: Float32Array | null,
  detection: Detection,
  noise: MotionNoise,
  settings: AssociationSettings,
  ambiguous = false,
): number {
  const predicted = motionBox(motion);
  const distance = centreDistance(predicted, detection.box);
  const gate = distanceGate(motion, predicted, noise, settings);
  const difference = sizeDifference(predicted, detection.box);
  if (!(distance <= gate) || !(difference <= settings.sizeGate)) return Number.POSITIVE_INFINITY;
  const cost =
    settings.iouWeight * (1 - intersectionOverUnion(predicted, detection.box)) +
    settings.distanceWeight * distance +
    settings.sizeWeight * difference;
  if (appearance === null || detection.embedding === undefined) return cost;
  const similarity = embeddingSimilarity(appearance, detection.embedding);
  if (ambiguous && similarity < settings.leastSimilarity) return Number.POSITIVE_INFINITY;
  return cost + settings.appearanceWeight * (settings.usualSimilarity - similarity);
}

/** How far from the predicted centre a detection may lie, face sizes. */
function distanceGate(
  motion: BoxMotion,
  predicted: Box,
  noise: MotionNoise,
  settings: AssociationSettings,
): number {
  const size = boxSize(predicted);
  const variance = Math.max(motion.x.pp, motion.y.pp) / size ** 2 + noise.centre ** 2;
  const gate = settings.gateDeviations * Math.sqrt(variance);
  return Math.min(settings.largestGate, Math.max(settings.smallestGate, gate));
}
