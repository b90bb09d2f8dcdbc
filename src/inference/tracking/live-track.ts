import { type BoxMotion, type MotionNoise, motionBox, startMotion } from './box-motion.js';
import type { Detection, Track, TrackState } from './track-types.js';

/** What the tracker keeps of one face; only the tracker changes it. */
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
  /** Keys of the faces that it may have been mistaken for since its looks were last recognised. */
  readonly occludedWith: Set<number>;
  /** Looks taken since then; null while it overlaps one of them. */
  embeddingSince: Float32Array | null;
  /** When and where it was last seen before it met them. */
  lastIsolated: { readonly atMs: number; readonly motion: BoxMotion };
  /** Looks taken since it stopped looking like itself: somebody may have stepped in front of it. */
  appearanceOutlier: { readonly looks: Float32Array; readonly sinceMs: number } | null;
  appearance: Float32Array | null;
  appearanceAtMs: number;
  /** How alike the face's own looks are; null before two were compared. */
  selfSimilarity: number | null;
  /** Calm average of the velocity, pixels per second. */
  meanVelocity: { readonly x: number; readonly y: number };
  /** Matched in the newest frame. */
  detection: Detection | null;
}

function trackState(track: LiveTrack): TrackState {
  if (track.trackId === null) return 'tentative';
  return track.detection === null ? 'lost' : 'confirmed';
}

/** A copy for the outside; `keepLostMs` is the time in which certainty falls to 0. */
export function publishTrack(track: LiveTrack, nowMs: number, keepLostMs: number): Track {
  const unseenMs = Math.max(0, nowMs - track.lastSeenMs);
  return {
    key: track.key,
    trackId: track.trackId,
    state: trackState(track),
    box: motionBox(track.motion),
    certainty: track.detection !== null ? 1 : Math.max(0, 1 - unseenMs / keepLostMs),
    firstSeenMs: track.firstSeenMs,
    lastSeenMs: track.lastSeenMs,
    hits: track.hits,
    detection: track.detection,
  };
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
