import { associationCost } from './association-cost.js';
import { continueTrack } from './continue-track.js';
import { assignCheapest } from './hungarian.js';
import type { LiveTrack } from './live-track.js';
import type { Detection } from './track-types.js';
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
    const doubtful = track.misses > 0 || track.occludedWith.size > 0;
    return detections.map((detection) =>
      associationCost(track.motion, appearance, detection, motion, association, doubtful),
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
