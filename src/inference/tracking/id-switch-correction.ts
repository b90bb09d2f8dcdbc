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

/** How much more a face must look like another than like itself before the two change places. */
const SWAP_MARGIN = 0.15;
/** Similarity from which a face counts as recognised. */
const RECOGNISED = 0.4;
/** Faces that met and are not told apart by then keep what they have. */
const UNSETTLED_MS = 5000;
/** How alike a face usually is to itself (frames of a clip, the median). */
const USUAL_SELF = 0.79;
/** A face less alike to itself than usual by this much is strange … */
const STRANGE_FALL = 0.2;
/** … until it has been so for this long: it wears a mask now, or has turned. */
const STRANGE_MS = 4000;

/**
 * After faces met, whoever comes out of it may have taken over the other's detections. Looks taken
 * since then settle it: a face that looks like the one it met, and not like itself, changes places with
 * it. Faces that met nobody just learn their looks.
 */
export function correctIdSwitches(tracks: readonly LiveTrack[], nowMs: number): void {
  for (const track of tracks) {
    const looks = track.detection?.embedding;
    // A crowded crop may show the other face.
    if (looks === undefined || track.crowded) continue;
    if (track.appearance === null) {
      learnEmbedding(track, looks, nowMs);
      continue;
    }
    const own = embeddingSimilarity(track.appearance, looks);
    if (track.occludedWith.size === 0) {
      learnUnlessStrange(track, looks, own, nowMs);
      continue;
    }
    track.embeddingSince = looks;
    const other = mistakenFor(track, looks, tracks);
    if (other !== null) {
      exchangePresent(track, other);
      parted(track, other);
    } else if (own >= RECOGNISED || nowMs - track.lastIsolated.atMs > UNSETTLED_MS) {
      track.occludedWith.clear();
      learnEmbedding(track, looks, nowMs);
    }
  }
}

/**
 * A newcomer beside a face that has become strange may be that face, and the strange one somebody
 * who stepped in front of it: then the newcomer takes over the face's number and the strange one is
 * the newcomer.
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
    const likeness = embeddingSimilarity(track.appearance, appearance);
    const own = embeddingSimilarity(track.appearance, track.appearanceOutlier.looks);
    if (likeness < RECOGNISED || likeness < own + SWAP_MARGIN) continue;
    newcomer.appearance = track.appearanceOutlier.looks;
    track.appearanceOutlier = null;
    exchangePresent(track, newcomer);
    return;
  }
}

function learnUnlessStrange(
  track: LiveTrack,
  looks: Float32Array,
  own: number,
  nowMs: number,
): void {
  const fallen = own < (track.selfSimilarity ?? USUAL_SELF) - STRANGE_FALL;
  const sinceMs = track.appearanceOutlier?.sinceMs ?? nowMs;
  if (fallen && nowMs - sinceMs < STRANGE_MS) {
    track.appearanceOutlier = { looks, sinceMs };
    track.appearanceAtMs = nowMs;
    return;
  }
  track.appearanceOutlier = null;
  learnEmbedding(track, looks, nowMs);
}

/**
 * The face that it has changed places with, going by all that is known: that one looks like this
 * face's present, and, where it is seen itself, this one looks like its. Null where nobody does, or
 * where the other's looks are not taken yet.
 */
function mistakenFor(
  track: LiveTrack,
  looks: Float32Array,
  tracks: readonly LiveTrack[],
): LiveTrack | null {
  let [best, most]: [LiveTrack | null, number] = [null, SWAP_MARGIN];
  for (const other of tracks) {
    if (!track.occludedWith.has(other.key) || other.appearance === null) continue;
    const likeness = embeddingSimilarity(other.appearance, looks);
    let gain = likeness - embeddingSimilarity(track.appearance!, looks);
    if (other.detection !== null) {
      if (other.embeddingSince === null) continue;
      const back =
        embeddingSimilarity(track.appearance!, other.embeddingSince) -
        embeddingSimilarity(other.appearance, other.embeddingSince);
      gain = (gain + back) / 2;
    }
    if (likeness < RECOGNISED || gain < most) continue;
    [best, most] = [other, gain];
  }
  return best;
}

/** Two faces that changed places are settled between them. */
function parted(a: LiveTrack, b: LiveTrack): void {
  a.occludedWith.delete(b.key);
  b.occludedWith.delete(a.key);
}

/**
 * `wrong` gives what it follows to `right`, and takes what that follows now; where that follows
 * nothing, `wrong` has been lost since it was last seen alone.
 */
function exchangePresent(wrong: LiveTrack, right: LiveTrack): void {
  const followed = presentOf(right);
  const idle = right.detection === null;
  Object.assign(right, presentOf(wrong));
  if (!idle) Object.assign(wrong, followed);
  else {
    wrong.detection = null;
    wrong.embeddingSince = null;
    wrong.hidden = true;
    wrong.motion = wrong.lastIsolated.motion;
    wrong.motionWhenSeen = wrong.lastIsolated.motion;
    wrong.lastSeenMs = wrong.lastIsolated.atMs;
  }
}

/** Where a face is and how it moves, as against who it is. */
function presentOf(track: LiveTrack) {
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
