import { looksSimilarity } from '../appearance/face-looks.js';
import { learnLooks } from './continue-track.js';
import type { LiveTrack } from './live-track.js';

/** How much more a face must look like another than like itself before the two change places. */
const SWAP_MARGIN = 0.15;
/** Similarity from which a face counts as recognised. */
const RECOGNISED = 0.4;

/**
 * After faces met, whoever comes out of it may have taken over the other's detections. Looks taken
 * since then settle it: a face that looks like the one it met, and not like itself, gives its present
 * to that one. Faces that met nobody just learn their looks.
 */
export function settleIdentities(tracks: readonly LiveTrack[], nowMs: number): void {
  for (const track of tracks) {
    const looks = track.detection?.looks;
    // A crowded crop may show the other face.
    if (looks === undefined || track.crowded) continue;
    if (track.met.size === 0 || track.appearance === null) {
      learnLooks(track, looks, nowMs);
      continue;
    }
    const own = looksSimilarity(track.appearance, looks);
    const other = mostAlike(tracks, track, looks);
    const likeness = other === null ? -1 : looksSimilarity(other.appearance!, looks);
    if (other !== null && likeness >= RECOGNISED && likeness >= own + SWAP_MARGIN) {
      exchangePresent(track, other);
      other.met.clear();
      learnLooks(other, looks, nowMs);
    } else if (own >= RECOGNISED || own >= likeness + SWAP_MARGIN) {
      track.met.clear();
      learnLooks(track, looks, nowMs);
    }
  }
}

function mostAlike(
  tracks: readonly LiveTrack[],
  track: LiveTrack,
  looks: Float32Array,
): LiveTrack | null {
  const met = tracks.filter((other) => track.met.has(other.key) && other.appearance !== null);
  const likeness = (other: LiveTrack) => looksSimilarity(other.appearance!, looks);
  return met.sort((a, b) => likeness(b) - likeness(a))[0] ?? null;
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
    wrong.hidden = true;
    wrong.motionWhenSeen = wrong.apart.motion;
    wrong.lastSeenMs = wrong.apart.atMs;
  }
}

/** Where a face is and how it moves, as against who it is. */
function presentOf(track: LiveTrack) {
  const { motion, motionWhenSeen, drift, lastSeenMs, crowded, hidden, detection, misses } = track;
  return { motion, motionWhenSeen, drift, lastSeenMs, crowded, hidden, detection, misses };
}
