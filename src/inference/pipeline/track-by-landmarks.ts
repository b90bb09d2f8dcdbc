import { type Box, intersectionOverUnion } from '../../core/box.js';
import type { Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { boxAroundPoints } from '../landmarks/landmark-region.js';
import type { Landmarker } from '../landmarks/landmarker.js';
import type { Detection, PredictedTrack } from '../tracking/track-types.js';
import type { FaceState, LandmarkResult } from './face-state.js';
import { detectLandmarks } from './run-networks.js';

/** Confidence of the points from which on they alone say where the face is. */
const SURE = 0.7;
/** Farther from where it was expected the network looks at something else. */
const LEAST_OVERLAP = 0.3;

/** A followed face found again by its points. */
export interface LandmarkSighting {
  readonly detection: Detection;
  readonly reading: LandmarkResult;
}

/**
 * Finds followed faces again by running the landmark network where their points are expected, all
 * in one run: several times cheaper than a search with the cascades, steadier, and it sees heads that
 * are turned or tilted. By key of the track; faces that it is not sure of are left out.
 */
export async function trackByLandmarks(
  frame: GrayFrame,
  expected: readonly PredictedTrack[],
  memories: ReadonlyMap<number, FaceState>,
  landmarker: Landmarker,
): Promise<ReadonlyMap<number, LandmarkSighting>> {
  const places = expected.flatMap((track) => {
    const eyes = memories.get(track.key)?.eyes;
    if (!track.confirmed || !eyes?.landmarks || (eyes.confidence ?? 0) < SURE) return [];
    const last = boxAroundPoints(eyes.landmarks, landmarker.manifest.crop);
    const previous = shifted(eyes.landmarks, last, track.box);
    return [{ key: track.key, box: track.box, previous }];
  });
  const readings = await detectLandmarks(frame, places, landmarker);
  const sightings = new Map<number, LandmarkSighting>();
  for (const [i, { key, box: expectedBox }] of places.entries()) {
    const reading = readings[i]!;
    if (reading.landmarks === null || (reading.confidence ?? 0) < SURE) continue;
    const box = boxAroundPoints(reading.landmarks, landmarker.manifest.crop);
    if (intersectionOverUnion(box, expectedBox) < LEAST_OVERLAP) continue;
    sightings.set(key, { detection: { box, score: reading.confidence ?? 0 }, reading });
  }
  return sightings;
}

/** The points moved as the box is expected to have moved. */
function shifted(points: readonly Point[], from: Box, to: Box): Point[] {
  const dx = to.x + to.width / 2 - from.x - from.width / 2;
  const dy = to.y + to.height / 2 - from.y - from.height / 2;
  return points.map(([x, y]): Point => [x + dx, y + dy]);
}
