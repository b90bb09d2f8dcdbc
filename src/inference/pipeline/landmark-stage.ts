import { type Box, boxCentre, intersectionOverUnion } from '../../core/box.js';
import type { Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { shareLandmarks } from '../landmarks/face-motion.js';
import type { Landmarker } from '../landmarks/landmarker.js';
import { type Detection, isSameFace } from '../tracking/detections.js';
import type { PredictedTrack, Track } from '../tracking/track-types.js';
import { type FaceState, type TrackedFace, takeTurns } from './face-state.js';
import { detectLandmarks, type LandmarkResult, NO_LANDMARKS } from './landmark-result.js';
import type { PipelineParts } from './pipeline-parts.js';
import { RateLimiter } from './rate-limiter.js';

/** Confidence of the landmarks from which on they alone say where the face is. */
const FOLLOW_CONFIDENCE = 0.7;
/** With less overlap with the expected box the network has found something else. */
const LEAST_OVERLAP = 0.3;

/** A followed face that its landmarks have found in this frame. */
interface LandmarkSighting {
  readonly detection: Detection;
  readonly result: LandmarkResult;
}

export type Sightings = ReadonlyMap<number, LandmarkSighting>;
type States = ReadonlyMap<number, FaceState>;

/** Follows faces by their landmarks and keeps the newest landmarks of each. */
export class LandmarkStage {
  readonly #landmarker: Landmarker | null;
  readonly #limiter: RateLimiter;

  constructor({ landmarker, settings }: Pick<PipelineParts, 'landmarker' | 'settings'>) {
    this.#landmarker = landmarker;
    this.#limiter = new RateLimiter(settings.landmarksPerSecond);
  }

  /**
   * Finds followed faces by running the landmark network where their landmarks are expected, all in
   * one run: several times cheaper than the detector, steadier, and it sees heads that are turned
   * or tilted. By key of the track; faces without a confident result are left out, and so is the
   * younger of two tracks that end up on the same landmarks.
   */
  async follow(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    states: States,
  ): Promise<Sightings> {
    const sightings = new Map<number, LandmarkSighting>();
    const landmarker = this.#landmarker;
    if (landmarker === null) return sightings;
    const places = expected.flatMap(({ key, box }) => {
      const last = states.get(key)?.landmarkResult;
      if (!last?.landmarks || (last.confidence ?? 0) < FOLLOW_CONFIDENCE) return [];
      const previous = moved(last.landmarks, landmarker.boxAround(last.landmarks), box);
      return [{ key, box, previous }];
    });
    const results = await detectLandmarks(frame, places, landmarker);
    for (const [i, { key, box: expectedBox }] of places.entries()) {
      const result = results[i]!;
      if (result.landmarks === null || (result.confidence ?? 0) < FOLLOW_CONFIDENCE) continue;
      const box = landmarker.boxAround(result.landmarks);
      if (intersectionOverUnion(box, expectedBox) < LEAST_OVERLAP) continue;
      const older = [...sightings.values()];
      if (older.some((other) => shareLandmarks(other.result.landmarks, result.landmarks))) continue;
      sightings.set(key, { detection: { box, score: result.confidence ?? 0 }, result });
    }
    return sightings;
  }

  /**
   * Keeps the landmarks that are known of this frame: of new tracks, so that {@link follow} can
   * confirm them, and of the faces. Runs the network for the faces of which none are known, as
   * often as the rate allows.
   */
  async update(
    frame: GrayFrame,
    faces: readonly TrackedFace[],
    known: ReadonlyMap<Detection, LandmarkResult>,
    sightings: Sightings,
  ): Promise<void> {
    const landmarker = this.#landmarker;
    if (landmarker === null) return;
    const timeMs = frame.monotonicMs;
    const others: TrackedFace[] = [];
    for (const face of faces) {
      const { detection, key } = face.track;
      const sighting = sightings.get(key);
      const result = detection === null ? undefined : known.get(detection);
      if (detection === null) keepUnseen(face, timeMs);
      else if (result !== undefined) keepLandmarks(face, result, timeMs);
      else if (sighting !== undefined && isSameFace(sighting.detection.box, detection.box))
        keepLandmarks(face, sighting.result, timeMs);
      else others.push(face);
    }
    const due = takeTurns(this.#limiter, others, timeMs);
    const results = await detectLandmarks(
      frame,
      due.map(({ track, state }) => ({
        box: track.box,
        previous: state.landmarkResult.landmarks,
      })),
      landmarker,
    );
    for (const [i, face] of due.entries()) keepLandmarks(face, results[i]!, timeMs);
  }

  forget(key: number): void {
    this.#limiter.forget(key);
  }
}

/**
 * Tracks without a number that share their landmarks with an older track: the face has one already.
 */
export function duplicateTracks(tracks: readonly Track[], states: States): readonly Track[] {
  const landmarksOf = (track: Track) => states.get(track.key)?.landmarkResult.landmarks ?? null;
  return tracks.filter((track, i) => {
    if (track.trackId !== null || track.detection === null) return false;
    const older = tracks.slice(0, i).filter(({ detection }) => detection !== null);
    return older.some((other) => shareLandmarks(landmarksOf(other), landmarksOf(track)));
  });
}

function keepLandmarks(face: TrackedFace, result: LandmarkResult, timeMs: number): void {
  const { state } = face;
  const { blink, blinkCount } = state.blinks.update(result.ear, timeMs);
  state.landmarkResult = result;
  state.head = state.looking.update(result.pose, timeMs);
  state.blinkCount = blinkCount;
  face.blink = blink;
}

function keepUnseen({ state }: TrackedFace, timeMs: number): void {
  state.landmarkResult = NO_LANDMARKS;
  state.head = state.looking.update(null, timeMs);
}

/** The landmarks moved as the box is expected to have moved. */
function moved(landmarks: readonly Point[], from: Box, to: Box): Point[] {
  const [start, end] = [boxCentre(from), boxCentre(to)];
  return landmarks.map(([x, y]): Point => [x + end.x - start.x, y + end.y - start.y]);
}
