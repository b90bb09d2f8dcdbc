import { blendEmbeddings } from '../appearance/blend-embeddings.js';
import { embeddingSimilarity } from '../appearance/embedding.js';
import { correctMotion, type MotionNoise } from './box-motion.js';
import type { LiveTrack } from './live-track.js';
import type { Detection } from './track-types.js';

/** A crowded face's detections are trusted less by this factor of their deviation. */
const CROWDED_NOISE = 2;
/** Share of the newest in what is kept of a face's looks. */
const APPEARANCE_BLEND = 0.25;
const SELF_SIMILARITY_BLEND = 0.3;
const DRIFT_MEMORY_MS = 400;

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
  track.meanVelocity = drifted(track, stepMs);
  track.motionWhenSeen = track.motion;
  track.lastSeenMs = nowMs;
  track.hidden = track.crowded;
  track.hits++;
  track.detection = detection;
  if (!track.crowded && track.occludedWith.size === 0)
    track.lastIsolated = { atMs: nowMs, motion: track.motion };
}

/** Gives a lost face the present of the newcomer that it turned out to be. */
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

/** Mixes looks taken now into what is known of a face's. */
export function learnEmbedding(track: LiveTrack, looks: Float32Array, nowMs: number): void {
  track.appearanceAtMs = nowMs;
  if (track.appearance === null) {
    track.appearance = looks;
    return;
  }
  const similarity = embeddingSimilarity(track.appearance, looks);
  const before = track.selfSimilarity ?? similarity;
  track.selfSimilarity = before + SELF_SIMILARITY_BLEND * (similarity - before);
  track.appearance = blendEmbeddings(track.appearance, looks, APPEARANCE_BLEND);
}

function drifted(track: LiveTrack, stepMs: number): LiveTrack['meanVelocity'] {
  const share = 1 - Math.exp(-Math.max(0, stepMs) / DRIFT_MEMORY_MS);
  const { x, y } = track.motion;
  return {
    x: track.meanVelocity.x + share * (x.velocity - track.meanVelocity.x),
    y: track.meanVelocity.y + share * (y.velocity - track.meanVelocity.y),
  };
}
