import { intersectionOverUnion } from '../../core/box.js';
import { embeddingSimilarity } from '../appearance/embedding.js';
import { motionBox } from './kalman-box.js';
import { type LiveTrack, learnEmbedding } from './live-track.js';

/** Overlap of two predicted faces from which one may hide the other. */
const CROWDED_IOU = 0.1;

/** Notes which of the tracks, predicted to this frame, overlap which others. */
export function markCrowded(tracks: readonly LiveTrack[]): void {
  const boxes = tracks.map((track) => motionBox(track.motion));
  for (const [i, track] of tracks.entries()) {
    const around = tracks.filter(
      (_, j) => j !== i && intersectionOverUnion(boxes[j]!, boxes[i]!) > CROWDED_IOU,
    );
    track.crowded = around.length > 0;
    track.hidden ||= track.crowded;
    if (track.crowded) track.embeddingSince = null;
    if (track.trackId === null) continue;
    for (const other of around) if (other.trackId !== null) track.occludedWith.add(other.key);
  }
}

/** How much more similar a face must be to another than to itself before the two are exchanged. */
const SWAP_MARGIN = 0.15;
/** Similarity from which a face counts as recognised. */
const RECOGNISED = 0.4;
/** Occluded faces that are not recognised by then keep their tracks. */
const UNRECOGNISED_MS = 5000;
/** Usual similarity of a face to itself (frames of a clip, the median). */
const USUAL_SELF_SIMILARITY = 0.79;
/** A face less similar to itself than usual by this much is an appearance outlier … */
const OUTLIER_DROP = 0.2;
/** … until it has been one for this long: it wears a mask now, or has turned. */
const OUTLIER_MS = 4000;

/**
 * ID-switch correction: after faces occluded each other, either may have taken over the other's
 * detections. Embeddings taken since then decide: a face that is similar to the one it occluded,
 * and not to itself, is exchanged with it. Faces that were not occluded just update their
 * embedding.
 */
export function correctIdSwitches(tracks: readonly LiveTrack[], nowMs: number): void {
  for (const track of tracks) {
    const embedding = track.detection?.embedding;
    // A crowded crop may show the other face.
    if (embedding === undefined || track.crowded) continue;
    if (track.appearance === null) {
      learnEmbedding(track, embedding, nowMs);
      continue;
    }
    const own = embeddingSimilarity(track.appearance, embedding);
    if (track.occludedWith.size === 0) {
      learnUnlessOutlier(track, embedding, own, nowMs);
      continue;
    }
    track.embeddingSince = embedding;
    const other = mistakenFor(track, embedding, tracks);
    if (other !== null) {
      exchangeMotion(track, other);
      clearOcclusion(track, other);
    } else if (own >= RECOGNISED || nowMs - track.lastIsolated.atMs > UNRECOGNISED_MS) {
      track.occludedWith.clear();
      learnEmbedding(track, embedding, nowMs);
    }
  }
}

/**
 * A newcomer beside an appearance outlier may be that face, and the outlier somebody who stepped in
 * front of it: then the newcomer takes over the face's number and the outlier is the newcomer.
 */
export function correctIdSwitchWithNewcomer(
  newcomer: LiveTrack,
  tracks: readonly LiveTrack[],
): void {
  const { appearance } = newcomer;
  if (appearance === null) return;
  for (const track of tracks) {
    if (track.trackId === null || track.appearanceOutlier === null || track.appearance === null)
      continue;
    const similarity = embeddingSimilarity(track.appearance, appearance);
    const own = embeddingSimilarity(track.appearance, track.appearanceOutlier.embedding);
    if (similarity < RECOGNISED || similarity < own + SWAP_MARGIN) continue;
    newcomer.appearance = track.appearanceOutlier.embedding;
    track.appearanceOutlier = null;
    exchangeMotion(track, newcomer);
    return;
  }
}

function learnUnlessOutlier(
  track: LiveTrack,
  embedding: Float32Array,
  own: number,
  nowMs: number,
): void {
  const fallen = own < (track.selfSimilarity ?? USUAL_SELF_SIMILARITY) - OUTLIER_DROP;
  const sinceMs = track.appearanceOutlier?.sinceMs ?? nowMs;
  if (fallen && nowMs - sinceMs < OUTLIER_MS) {
    track.appearanceOutlier = { embedding, sinceMs };
    track.appearanceAtMs = nowMs;
    return;
  }
  track.appearanceOutlier = null;
  learnEmbedding(track, embedding, nowMs);
}

/**
 * The face that it was exchanged with: the other's appearance is similar to this one's newest
 * embedding and, where the other is seen, the other way round. Null where there is none, or where
 * the other's new embedding is not taken yet.
 */
function mistakenFor(
  track: LiveTrack,
  embedding: Float32Array,
  tracks: readonly LiveTrack[],
): LiveTrack | null {
  let [best, most]: [LiveTrack | null, number] = [null, SWAP_MARGIN];
  for (const other of tracks) {
    if (!track.occludedWith.has(other.key) || other.appearance === null) continue;
    const similarity = embeddingSimilarity(other.appearance, embedding);
    let gain = similarity - embeddingSimilarity(track.appearance!, embedding);
    if (other.detection !== null) {
      if (other.embeddingSince === null) continue;
      const back =
        embeddingSimilarity(track.appearance!, other.embeddingSince) -
        embeddingSimilarity(other.appearance, other.embeddingSince);
      gain = (gain + back) / 2;
    }
    if (similarity < RECOGNISED || gain < most) continue;
    [best, most] = [other, gain];
  }
  return best;
}

/** The ID switch of two faces is corrected. */
function clearOcclusion(a: LiveTrack, b: LiveTrack): void {
  a.occludedWith.delete(b.key);
  b.occludedWith.delete(a.key);
}

/**
 * Exchanges what two tracks follow. Where `right` follows nothing, `wrong` has been lost since it
 * was last isolated.
 */
function exchangeMotion(wrong: LiveTrack, right: LiveTrack): void {
  const followed = motionStateOf(right);
  const isUnseen = right.detection === null;
  Object.assign(right, motionStateOf(wrong));
  if (!isUnseen) Object.assign(wrong, followed);
  else {
    wrong.detection = null;
    wrong.embeddingSince = null;
    wrong.hidden = true;
    wrong.motion = wrong.lastIsolated.motion;
    wrong.motionWhenSeen = wrong.lastIsolated.motion;
    wrong.lastSeenMs = wrong.lastIsolated.atMs;
  }
}

/** Where a face is and how it moves, without its identity. */
function motionStateOf(track: LiveTrack) {
  const { motion, motionWhenSeen, meanVelocity, lastSeenMs, crowded, hidden } = track;
  const { detection, misses, embeddingSince } = track;
  return {
    motion,
    motionWhenSeen,
    meanVelocity,
    lastSeenMs,
    crowded,
    hidden,
    detection,
    misses,
    embeddingSince,
  };
}
