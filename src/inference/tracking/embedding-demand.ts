import { associationCost } from './association.js';
import type { Detection } from './detections.js';
import { centreDistance } from './detections.js';
import { motionBox } from './kalman-box.js';
import { type LiveTrack, predictTrack } from './live-track.js';
import type { TrackerSettings } from './tracker-settings.js';

/** Age from which a face's embedding is taken again. */
const REFRESH_MS = 2500;
/** Distance in face sizes within which a newcomer may be the face, and the face somebody else. */
const BESIDE = 2;

/**
 * Indices of the detections whose embedding is of use, the most useful first: those that several
 * tracks could claim, those of faces that were occluded or have a newcomer beside them, those of
 * nobody or of tentative tracks, and those of faces whose embedding is unknown or old.
 */
export function usefulEmbeddings(
  tracks: readonly LiveTrack[],
  detections: readonly Detection[],
  nowMs: number,
  { motion, association }: TrackerSettings,
): readonly number[] {
  const predicted = tracks.map((track) => ({ track, at: predictTrack(track, nowMs, motion) }));
  return detections
    .map((detection, index) => {
      const claims = predicted.filter(({ at }) =>
        Number.isFinite(associationCost(at, null, detection, motion, association)),
      );
      const claiming = claims.map(({ track }) => track);
      return { index, use: useOf(claiming, tracks, nowMs) };
    })
    .filter(({ use }) => use > 0)
    .sort((a, b) => b.use - a.use)
    .map(({ index }) => index);
}

function useOf(claims: readonly LiveTrack[], tracks: readonly LiveTrack[], nowMs: number): number {
  const [track] = claims;
  if (claims.length > 1) return 3;
  if (track !== undefined && track.occludedWith.size > 0) return track.crowded ? 0 : 3;
  if (track === undefined || track.trackId === null) return 2;
  if (tracks.some((newcomer) => isNewBeside(newcomer, track))) return 2.5;
  const fresh = track.appearance !== null && nowMs - track.appearanceAtMs < REFRESH_MS;
  return fresh ? 0 : 1;
}

/** Whether a tentative track began beside a face since the face's embedding was taken. */
function isNewBeside(newcomer: LiveTrack, track: LiveTrack): boolean {
  return (
    newcomer.trackId === null &&
    newcomer.firstSeenMs > track.appearanceAtMs &&
    centreDistance(motionBox(newcomer.motion), motionBox(track.motion)) < BESIDE
  );
}
