import { intersectionOverUnion } from '../../core/box.js';
import { embeddingSimilarity } from '../appearance/embedding.js';
import type { Detection } from './detections.js';
import { centreDistance, sizeDifference } from './detections.js';
import { boxSize, motionBox } from './kalman-box.js';
import type { LiveTrack } from './live-track.js';

/** When a new track is taken for a face that was lost. */
export interface ReidentificationSettings {
  /** Similarity from which two may be one face at an unlikely / a likely place. */
  readonly similarityFar: number;
  readonly similarityNear: number;
  /** A face that left at this speed (face sizes per second) walked away, it did not turn. */
  readonly walkingSpeed: number;
  /**
   * A face must be as similar as its own embeddings are to each other, within this much: at an
   * unlikely place or late, at a likely place and soon, and where it walked away.
   */
  readonly toleranceFar: number;
  readonly toleranceNear: number;
  readonly walkedTolerance: number;
  /** Reach in face sizes: at once, gained per second, and at most. */
  readonly reachAtOnce: number;
  readonly reachPerS: number;
  readonly largestReach: number;
  /** Without embeddings only a face at the same place, this soon, is taken for the old one. */
  readonly blindMs: number;
  readonly blindReach: number;
  readonly sizeGate: number;
}

/** Time after which somebody else at the place is as likely as the face that was lost there. */
const SOON_MS = 2500;

export const DEFAULT_REIDENTIFICATION: ReidentificationSettings = {
  similarityFar: 0.5,
  similarityNear: 0.32,
  walkingSpeed: 0.6,
  toleranceFar: 0.15,
  toleranceNear: 0.35,
  walkedTolerance: 0.12,
  reachAtOnce: 1,
  reachPerS: 2.5,
  largestReach: 8,
  blindMs: 5000,
  blindReach: 0.75,
  sizeGate: 0.5,
};

/**
 * Cost (0…2, Infinity where implausible) of taking `newcomer` for the lost face `old`: they must
 * not have been seen at the same time, and the place, the size and, when known, the embedding must
 * fit.
 */
export function reidentificationCost(
  newcomer: LiveTrack,
  old: LiveTrack,
  settings: ReidentificationSettings,
): number {
  const goneMs = newcomer.firstSeenMs - old.lastSeenMs;
  if (goneMs <= 0) return Number.POSITIVE_INFINITY;
  const here = motionBox(newcomer.motionWhenSeen);
  const there = motionBox(old.motionWhenSeen);
  const distance = Math.min(
    centreDistance(here, there),
    centreDistance(here, motionBox(old.motion)),
  );
  if (!(sizeDifference(here, there) <= settings.sizeGate)) return Number.POSITIVE_INFINITY;
  if (newcomer.appearance === null || old.appearance === null) {
    const allowed =
      goneMs <= settings.blindMs && distance <= settings.blindReach && !walkedAway(old, settings);
    return allowed ? 1 + distance / settings.blindReach : Number.POSITIVE_INFINITY;
  }
  const reach = Math.min(
    settings.largestReach,
    settings.reachAtOnce + (settings.reachPerS * goneMs) / 1000,
  );
  const strain = distance / reach;
  const similarity = embeddingSimilarity(newcomer.appearance, old.appearance);
  const needed = neededSimilarity(old, strain, goneMs, settings);
  if (strain > 1 || similarity < needed) return Number.POSITIVE_INFINITY;
  return strain + 1 - similarity;
}

/** The farther off, and the more likely somebody else has come, the more similar they must be. */
function neededSimilarity(
  old: LiveTrack,
  strain: number,
  goneMs: number,
  settings: ReidentificationSettings,
): number {
  const { similarityNear, similarityFar, toleranceNear, toleranceFar } = settings;
  const byPlace = similarityNear + strain * (similarityFar - similarityNear);
  if (old.selfSimilarity === null) return byPlace;
  const tolerance = walkedAway(old, settings)
    ? settings.walkedTolerance
    : toleranceFar + (toleranceNear - toleranceFar) * (1 - strain) * Math.exp(-goneMs / SOON_MS);
  return Math.max(byPlace, old.selfSimilarity - tolerance);
}

function walkedAway(old: LiveTrack, settings: ReidentificationSettings): boolean {
  if (old.hidden) return false;
  const size = boxSize(motionBox(old.motionWhenSeen));
  return Math.hypot(old.meanVelocity.x, old.meanVelocity.y) > settings.walkingSpeed * size;
}

/** Similarity from which a face at the same place is the same person in a new scene. */
const SAME_AFTER_CUT = 0.4;
const LEAST_OVERLAP_AFTER_CUT = 0.3;

/**
 * Whether a detection in a new scene is the tracked face: it lies at its place and looks like it.
 */
export function continuesAfterCut(track: LiveTrack, { box, embedding }: Detection): boolean {
  if (track.trackId === null || track.appearance === null || embedding === undefined) return false;
  if (intersectionOverUnion(motionBox(track.motion), box) < LEAST_OVERLAP_AFTER_CUT) return false;
  return embeddingSimilarity(track.appearance, embedding) >= SAME_AFTER_CUT;
}
