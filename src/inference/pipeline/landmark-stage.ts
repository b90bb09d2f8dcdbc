import { type Box, boxCentre, intersectionOverUnion } from '../../core/box.js';
import type { Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { FaceAlignment } from '../landmarks/face-alignment.js';
import { shareLandmarks } from '../landmarks/face-motion.js';
import type { LandmarkPlace } from '../landmarks/landmark-region.js';
import type { Landmarker } from '../landmarks/landmarker.js';
import { type Detection, isSameFace } from '../tracking/detections.js';
import type { PredictedTrack, Track } from '../tracking/track-types.js';
import { type FaceState, type TrackedFace, takeTurns } from './face-state.js';
import {
  detectLandmarks,
  type LandmarkResult,
  landmarkResult,
  NO_LANDMARKS,
} from './landmark-result.js';
import type { PipelineParts } from './pipeline-parts.js';
import { RateLimiter } from './rate-limiter.js';

/** Confidence of the landmarks from which on they alone say where the face is. */
const FOLLOW_CONFIDENCE = 0.7;
/** With less overlap with the expected box the network has found something else. */
const LEAST_OVERLAP = 0.3;
/**
 * A face that looks as it did when the network saw it is aligned with that, for so long at most, so
 * that the pose of a head that turns slowly is not older. Faces fall due together: one run for all
 * costs less than several.
 */
const ALIGNED_MS = 200;

/** A followed face that its landmarks have found in this frame. */
interface LandmarkSighting {
  readonly detection: Detection;
  readonly result: LandmarkResult;
}

export type Sightings = ReadonlyMap<number, LandmarkSighting>;
type States = ReadonlyMap<number, FaceState>;

/** A face that can be aligned with how the network saw it. */
interface AlignedFace {
  readonly alignment: FaceAlignment;
  readonly untilMs: number;
}

/** Where a followed face is expected, and how far that is from its last landmarks. */
interface ExpectedFace {
  readonly key: number;
  readonly box: Box;
  readonly shift: Point;
  readonly landmarks: readonly Point[];
  readonly confidence: number;
}

/** Follows faces by their landmarks and keeps the newest landmarks of each. */
export class LandmarkStage {
  readonly #landmarker: Landmarker | null;
  readonly #limiter: RateLimiter;
  /** Null where every face is located in every frame: in a recording, for which nobody waits. */
  readonly #aligned: Map<number, AlignedFace> | null;

  constructor({ landmarker, settings }: Pick<PipelineParts, 'landmarker' | 'settings'>) {
    this.#landmarker = landmarker;
    this.#aligned = settings.search === 'live' ? new Map() : null;
    this.#limiter = new RateLimiter(settings.landmarksPerSecond);
  }

  /**
   * Finds followed faces by their landmarks: several times cheaper than the detector, steadier, and
   * it sees heads that are turned or tilted. A face that looks as it did a moment ago is aligned
   * with that; for all others the network runs where they are expected, in one run. By key of the
   * track; faces without a confident result are left out, and so is the younger of two tracks that
   * end up on the same landmarks.
   */
  async follow(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    states: States,
  ): Promise<Sightings> {
    const sightings = new Map<number, LandmarkSighting>();
    const landmarker = this.#landmarker;
    if (landmarker === null) return sightings;
    const faces = expected.flatMap((track) => expectedFace(track, states, landmarker));
    const found = new Map<number, LandmarkResult>();
    for (const face of faces) {
      const points = this.#align(frame, face);
      if (points !== null)
        found.set(face.key, landmarkResult({ points, confidence: face.confidence }));
    }
    const others = faces.filter(({ key }) => !found.has(key));
    const results = await detectLandmarks(frame, others.map(placeOf), landmarker);
    for (const [i, { key }] of others.entries()) {
      const result = results[i]!;
      found.set(key, result);
      this.#keepAligned(key, frame, result);
    }
    for (const { key, box: expectedBox } of faces) {
      const result = found.get(key)!;
      if (result.landmarks === null || (result.confidence ?? 0) < FOLLOW_CONFIDENCE) continue;
      const box = landmarker.boxAround(result.landmarks);
      if (intersectionOverUnion(box, expectedBox) < LEAST_OVERLAP) continue;
      const older = [...sightings.values()];
      if (older.some((other) => shareLandmarks(other.result.landmarks, result.landmarks))) continue;
      sightings.set(key, { detection: { box, score: result.confidence ?? 0 }, result });
    }
    return sightings;
  }

  #align(frame: GrayFrame, { key, shift }: ExpectedFace): Point[] | null {
    const aligned = this.#aligned?.get(key);
    if (aligned === undefined || frame.monotonicMs >= aligned.untilMs) return null;
    return aligned.alignment.follow(frame, shift);
  }

  /** From now on the face can be aligned with what the network has seen. */
  #keepAligned(key: number, frame: GrayFrame, { landmarks }: LandmarkResult): void {
    if (this.#aligned === null || landmarks === null) return;
    const alignment = this.#aligned.get(key)?.alignment ?? new FaceAlignment();
    alignment.take(frame, landmarks);
    this.#aligned.set(key, { alignment, untilMs: frame.monotonicMs + ALIGNED_MS });
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
    this.#aligned?.delete(key);
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

/** A face whose last landmarks are sure enough to be followed; they should move as its box. */
function expectedFace(
  { key, box }: PredictedTrack,
  states: States,
  landmarker: Landmarker,
): ExpectedFace[] {
  const { landmarks, confidence } = states.get(key)?.landmarkResult ?? NO_LANDMARKS;
  if (landmarks === null || confidence === null || confidence < FOLLOW_CONFIDENCE) return [];
  const [start, end] = [boxCentre(landmarker.boxAround(landmarks)), boxCentre(box)];
  const shift: Point = [end.x - start.x, end.y - start.y];
  return [{ key, box, shift, landmarks, confidence }];
}

function placeOf({ box, landmarks, shift }: ExpectedFace): LandmarkPlace {
  return { box, previous: landmarks.map(([x, y]): Point => [x + shift[0], y + shift[1]]) };
}
