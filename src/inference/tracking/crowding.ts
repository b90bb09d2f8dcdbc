import { intersectionOverUnion } from '../../core/box.js';
import { motionBox } from './box-motion.js';
import type { LiveTrack } from './live-track.js';

/** Overlap of two predicted faces from which one may hide the other. */
const CROWDED_IOU = 0.1;

/** Notes which of the tracks, predicted to this frame, overlap another. */
export function markCrowded(tracks: readonly LiveTrack[]): void {
  const boxes = tracks.map((track) => motionBox(track.motion));
  for (const [i, track] of tracks.entries()) {
    track.crowded = boxes.some(
      (box, j) => j !== i && intersectionOverUnion(box, boxes[i]!) > CROWDED_IOU,
    );
    track.hidden ||= track.crowded;
  }
}
