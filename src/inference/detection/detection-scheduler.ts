import { type Box, intersectionOverUnion, scaledBox } from '../../core/box.js';
import type { Clock } from '../../core/clock.js';
import type { GrayFrame } from '../../core/frame.js';
import type { SearchMode } from '../inference-settings.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';
import { cleanDetections, type Detection, isSameFace } from '../tracking/detections.js';
import type { PredictedTrack } from '../tracking/track-types.js';
import { type Detector, lowestScore, requiredConfidence } from './detector.js';
import { type Continuity, MotionMap } from './motion-map.js';
import { RejectedCandidates } from './rejected-candidates.js';
import { searchTiles } from './search-still.js';
import { planTiles } from './tile.js';
import { TileScheduler } from './tile-scheduler.js';

/**
 * Re-verification: a face that only its landmarks follow ends when the detector misses it for so
 * long.
 */
const REVERIFICATION_TIMEOUT_MS = 4000;
/** A face that is found again overlaps the place where it was expected at least so much. */
const LEAST_OVERLAP = 0.25;
/** Where nothing moves around a face, its last detection is good for this time. */
const STILL_MS = 1000;
/** New detections that the landmark network verifies in one frame at most, highest score first. */
const VERIFIED_A_FRAME = 12;

interface SchedulerSettings {
  /** Smallest side of a face that is searched, pixels of the frame. */
  readonly minFacePx: number;
  readonly search: SearchMode;
}

/** What verifies new faces: landmarks and a confidence for each box, see {@link Landmarker}. */
export type Verifier = Pick<Landmarker, 'locateAll' | 'boxAround'>;

/** The faces of a frame, and the landmarks of those that were verified in it. */
export interface FrameDetections {
  readonly detections: readonly Detection[];
  readonly landmarks: ReadonlyMap<Detection, FaceLandmarks>;
}

interface Sighting {
  readonly detection: Detection;
  /** When the detector saw the face. */
  readonly seenAtMs: number;
}

/**
 * Decides where and when a detector looks in a video (see {@link TileScheduler}). Followed faces
 * are matched with what it finds; of the rest the landmark network verifies each detection, those
 * of a low score as well, before it counts as a new face. The first frame, and one that shows
 * another scene, is searched whole. One call at a time.
 */
export class DetectionScheduler {
  readonly #detector: Detector;
  readonly #verifier: Verifier | null;
  readonly #settings: SchedulerSettings;
  readonly #clock: Clock;
  readonly #motion = new MotionMap();
  readonly #tiles: TileScheduler;
  readonly #rejected = new RejectedCandidates(this.#motion);
  #continuity: Continuity = 'start';
  #sightings = new Map<number, Sighting>();

  /** Without a `verifier` a detection's own score decides. */
  constructor(
    detector: Detector,
    verifier: Verifier | null,
    settings: SchedulerSettings,
    clock: Clock,
  ) {
    this.#detector = detector;
    this.#verifier = verifier;
    this.#settings = settings;
    this.#clock = clock;
    this.#tiles = new TileScheduler(this.#motion, detector.input, settings.search);
  }

  /** Takes the next frame, before {@link detect}; how it continues the last one. */
  observe(frame: GrayFrame): Continuity {
    this.#continuity = this.#motion.update(frame, frame.monotonicMs);
    return this.#continuity;
  }

  /**
   * Faces of the observed frame, given where the followed ones are expected, and those of them that
   * their landmarks have found, by key. In the dark it searches more often where nothing moves.
   */
  async detect(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    isDark = false,
  ): Promise<FrameDetections> {
    const timeMs = frame.monotonicMs;
    const { scores } = this.#detector;
    if (this.#continuity !== 'same') return this.#searchWhole(frame, expected, held);
    const still = new Set(
      expected.filter(({ key, confirmed }) => confirmed && this.#isStill(key, timeMs)),
    );
    const followed = {
      held: expected.filter((track) => held.has(track.key)),
      lost: expected.filter((track) => !held.has(track.key) && !still.has(track)),
    };
    const hits: Detection[] = [];
    const tiles = this.#tiles.take(timeMs, followed, isDark);
    if (tiles.length > 0) {
      const beganMs = this.#clock.monotonicMs();
      for (const tile of tiles) {
        hits.push(...(await this.#detector.look(frame, tile, lowestScore(scores))));
      }
      this.#tiles.measured((this.#clock.monotonicMs() - beganMs) / tiles.length);
    }
    return this.#withNewFaces(frame, expected, held, still, cleanDetections(hits, hits.length));
  }

  /** Whether anything in the picture has changed after `timeMs`. */
  hasMoved({ width, height }: GrayFrame, timeMs: number): boolean {
    return this.#motion.changedSince({ x: 0, y: 0, width, height }, timeMs, []) !== null;
  }

  dispose(): Promise<void> {
    return this.#detector.dispose();
  }

  async #searchWhole(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
  ): Promise<FrameDetections> {
    if (this.#continuity !== 'light') this.#sightings.clear();
    this.#rejected.clear();
    const { width, height } = frame;
    const tiles = planTiles(width, height, this.#settings.minFacePx, this.#detector.input);
    this.#tiles.reset(tiles, frame.monotonicMs);
    const lowest = lowestScore(this.#detector.scores);
    const beganMs = this.#clock.monotonicMs();
    const seen = await searchTiles(frame, this.#detector, this.#settings.minFacePx, lowest);
    this.#tiles.measured((this.#clock.monotonicMs() - beganMs) / tiles.length);
    return this.#withNewFaces(frame, expected, held, new Set(), seen);
  }

  async #withNewFaces(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    still: ReadonlySet<PredictedTrack>,
    seen: readonly Detection[],
  ): Promise<FrameDetections> {
    const kept = seen.filter(({ score }) => score >= this.#detector.scores.keep);
    const found = this.#findAgain(expected, held, still, kept, frame.monotonicMs);
    const known = [...expected, ...found].map(({ box }) => box);
    const fresh = seen.filter(({ box }) => !known.some((other) => isSameFace(other, box)));
    const verified = await this.#verify(frame, fresh, known);
    const landmarks = new Map<Detection, FaceLandmarks>();
    for (const face of verified) if (face.found !== null) landmarks.set(face.detection, face.found);
    return { detections: [...found, ...verified.map(({ detection }) => detection)], landmarks };
  }

  /**
   * The new faces among the detections: those of which the landmark network is as confident as
   * their score demands, and whose landmarks lie on no face that is known already.
   */
  async #verify(frame: GrayFrame, fresh: readonly Detection[], known: readonly Box[]) {
    const { scores } = this.#detector;
    if (this.#verifier === null) {
      const sure = fresh.filter(({ score }) => score >= scores.min);
      return sure.map((detection) => ({ detection, found: null }));
    }
    const timeMs = frame.monotonicMs;
    const candidates = fresh
      .filter(({ score }) => score >= Math.min(scores.min, scores.candidate))
      .filter((detection) => !this.#rejected.has(detection, timeMs))
      .slice(0, VERIFIED_A_FRAME);
    const located = await this.#verifier.locateAll(
      frame,
      candidates.map(({ box }) => ({ box, previous: null })),
    );
    const faces: { detection: Detection; found: FaceLandmarks }[] = [];
    const taken = [...known];
    for (const [i, detection] of candidates.entries()) {
      const found = located[i]!;
      if (found.confidence < requiredConfidence(detection.score, scores)) {
        if (detection.score < scores.min) this.#rejected.add(detection, timeMs);
        continue;
      }
      const around = this.#verifier.boxAround(found.points);
      if (taken.some((box) => isSameFace(box, around))) continue;
      taken.push(around);
      faces.push({ detection, found });
    }
    return faces;
  }

  /** The expected faces among what was `seen`, those held by their landmarks, and those at rest. */
  #findAgain(
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    still: ReadonlySet<PredictedTrack>,
    seen: readonly Detection[],
    timeMs: number,
  ): Detection[] {
    const sightings = new Map<number, Sighting>();
    const found: Detection[] = [];
    for (const track of expected) {
      const { key, box } = track;
      const byLandmarks = held.get(key);
      const hit = nearest(byLandmarks?.box ?? box, seen);
      const last = this.#sightings.get(key);
      const seenAtMs = hit === null ? (last?.seenAtMs ?? timeMs) : timeMs;
      if (byLandmarks !== undefined) {
        sightings.set(key, { detection: byLandmarks, seenAtMs });
        if (timeMs - seenAtMs <= REVERIFICATION_TIMEOUT_MS) found.push(byLandmarks);
      } else if (hit !== null) {
        sightings.set(key, { detection: hit, seenAtMs });
        if (!found.includes(hit)) found.push(hit);
      } else if (last !== undefined) {
        sightings.set(key, last);
        if (still.has(track)) found.push(last.detection);
      }
    }
    this.#sightings = sightings;
    return found;
  }

  /** Whether nothing has moved around a face since the detector saw it, not long ago. */
  #isStill(key: number, timeMs: number): boolean {
    const last = this.#sightings.get(key);
    if (last === undefined || timeMs - last.seenAtMs > STILL_MS) return false;
    const around = scaledBox(last.detection.box, 1.2);
    return this.#motion.changedSince(around, last.seenAtMs, []) === null;
  }
}

/** What was seen nearest to where a face is expected, if anything was. */
function nearest(box: Box, seen: readonly Detection[]): Detection | null {
  let best: Detection | null = null;
  let most = LEAST_OVERLAP;
  for (const detection of seen) {
    const overlap = intersectionOverUnion(detection.box, box);
    if (overlap < most) continue;
    best = detection;
    most = overlap;
  }
  return best;
}
