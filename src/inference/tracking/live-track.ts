import { blendEmbeddings, embeddingSimilarity } from '../appearance/embedding.js';
import type { Detection } from './detections.js';
import {
  type BoxMotion,
  correctMotion,
  type MotionNoise,
  motionBox,
  predictMotion,
  startMotion,
} from './kalman-box.js';
import type { Track } from './track-types.js';

/** The tracker's state of one face; only the tracker changes it. */
export interface LiveTrack {
  readonly key: number;
  readonly firstSeenMs: number;
  trackId: number | null;
  lastSeenMs: number;
  /** Predicted to the newest frame. */
  motion: BoxMotion;
  /** As of the last detection: where the face was, rather than where it is thought to be. */
  motionWhenSeen: BoxMotion;
  hits: number;
  /** Frames without a detection since the first one (tentative) or since the last one. */
  misses: number;
  /** Overlaps another face, so that it may be hidden and its detections may be the other's. */
  crowded: boolean;
  /** Was crowded at some time since it was last seen: it may be hidden, not gone. */
  hidden: boolean;
  /** Keys of the faces that it may be confused with since it was last recognised. */
  readonly occludedWith: Set<number>;
  /** Embedding taken since then; null while it overlaps one of them. */
  embeddingSince: Float32Array | null;
  /** When and where it was last seen before it overlapped them. */
  lastIsolated: { readonly atMs: number; readonly motion: BoxMotion };
  /** Newest embedding unlike its own: somebody may have stepped in front of it. */
  appearanceOutlier: { readonly embedding: Float32Array; readonly sinceMs: number } | null;
  appearance: Float32Array | null;
  appearanceAtMs: number;
  /** Usual similarity of the face's own embeddings; null before two were compared. */
  selfSimilarity: number | null;
  /** Calm average of the velocity, pixels per second. */
  meanVelocity: { readonly x: number; readonly y: number };
  /** Matched in the newest frame. */
  detection: Detection | null;
}

/** A copy for the outside. */
export function publishTrack(track: LiveTrack): Track {
  const { key, trackId, firstSeenMs, lastSeenMs, hits, detection } = track;
  const box = motionBox(track.motion);
  return { key, trackId, box, firstSeenMs, lastSeenMs, hits, detection };
}

/** A tentative track from a detection that belongs to nobody. */
export function startTrack(
  key: number,
  detection: Detection,
  nowMs: number,
  noise: MotionNoise,
): LiveTrack {
  const motion = startMotion(detection.box, nowMs, noise);
  return {
    key,
    firstSeenMs: nowMs,
    trackId: null,
    lastSeenMs: nowMs,
    motion,
    motionWhenSeen: motion,
    hits: 1,
    misses: 0,
    crowded: false,
    hidden: false,
    occludedWith: new Set(),
    embeddingSince: null,
    appearanceOutlier: null,
    lastIsolated: { atMs: nowMs, motion },
    appearance: detection.embedding ?? null,
    appearanceAtMs: nowMs,
    selfSimilarity: null,
    meanVelocity: { x: 0, y: 0 },
    detection,
  };
}

/** A crowded face's detections are trusted less by this factor of their deviation. */
const CROWDED_NOISE = 2;
/** Share of the newest embedding in the average that is kept. */
const APPEARANCE_BLEND = 0.25;
const SELF_SIMILARITY_BLEND = 0.3;
const VELOCITY_MEMORY_MS = 400;

/** Continues a track, predicted to `nowMs`, with a detection. */
export function continueTrack(
  track: LiveTrack,
  detection: Detection,
  nowMs: number,
  noise: MotionNoise,
): void {
  const stepMs = nowMs - track.lastSeenMs;
  track.motion = correctMotion(
    track.motion,
    detection.box,
    noise,
    track.crowded ? CROWDED_NOISE : 1,
  );
  track.meanVelocity = averagedVelocity(track, stepMs);
  track.motionWhenSeen = track.motion;
  track.lastSeenMs = nowMs;
  track.hidden = track.crowded;
  track.hits++;
  track.detection = detection;
  if (!track.crowded && track.occludedWith.size === 0)
    track.lastIsolated = { atMs: nowMs, motion: track.motion };
}

/** Re-identification: a lost face continues where the newcomer is. */
export function takeOver(old: LiveTrack, newcomer: LiveTrack): void {
  old.motion = newcomer.motion;
  old.motionWhenSeen = newcomer.motionWhenSeen;
  old.meanVelocity = newcomer.meanVelocity;
  old.lastSeenMs = newcomer.lastSeenMs;
  old.hits += newcomer.hits;
  old.misses = 0;
  old.crowded = newcomer.crowded;
  old.hidden = newcomer.hidden;
  old.detection = newcomer.detection;
  newcomer.detection = null;
  if (newcomer.appearance === null) return;
  old.appearance =
    old.appearance === null
      ? newcomer.appearance
      : blendEmbeddings(old.appearance, newcomer.appearance, 0.5);
  old.appearanceAtMs = newcomer.appearanceAtMs;
}

/** Blends a new embedding into the appearance of a face. */
export function learnEmbedding(track: LiveTrack, embedding: Float32Array, nowMs: number): void {
  track.appearanceAtMs = nowMs;
  if (track.appearance === null) {
    track.appearance = embedding;
    return;
  }
  const similarity = embeddingSimilarity(track.appearance, embedding);
  const before = track.selfSimilarity ?? similarity;
  track.selfSimilarity = before + SELF_SIMILARITY_BLEND * (similarity - before);
  track.appearance = blendEmbeddings(track.appearance, embedding, APPEARANCE_BLEND);
}

function averagedVelocity(track: LiveTrack, stepMs: number): LiveTrack['meanVelocity'] {
  const share = 1 - Math.exp(-Math.max(0, stepMs) / VELOCITY_MEMORY_MS);
  const { x, y } = track.motion;
  return {
    x: track.meanVelocity.x + share * (x.velocity - track.meanVelocity.x),
    y: track.meanVelocity.y + share * (y.velocity - track.meanVelocity.y),
  };
}

/**
 * A track's motion at `nowMs`. One that is missed behind another face keeps its speed; one that
 * vanished alone has most likely turned away and stays about where it is.
 */
export function predictTrack(track: LiveTrack, nowMs: number, noise: MotionNoise): BoxMotion {
  const missed = track.motion.atMs > track.lastSeenMs;
  const memoryS = missed && !track.crowded ? noise.aloneVelocityMemoryS : noise.velocityMemoryS;
  return predictMotion(track.motion, nowMs, noise, memoryS);
}
