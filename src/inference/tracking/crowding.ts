import { intersectionOverUnion } from '../../core/box.js';
import { motionBox } from './box-motion.js';
import type { LiveTrack } from './live-track.js';

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
