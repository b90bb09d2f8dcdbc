import { type Box, intersectionOverUnion } from '../../../core/box.js';
import type { Clock } from '../../../core/clock.js';
import type { GrayFrame } from '../../../core/frame.js';
import type { GrayImage } from '../../crop/area-resize.js';
import { padPicture } from '../../crop/pad-and-turn.js';
import { cleanDetections, isSameFace } from '../../tracking/detections.js';
import type { Detection, PredictedTrack } from '../../tracking/track-types.js';
import type {
  DetectionScheduler,
  SchedulerSettings,
  StillDetection,
} from '../detection-scheduler.js';
import { lowScoreCandidates } from '../low-score-candidates.js';
import { MotionMap } from '../motion-map.js';
import { REVERIFICATION_TIMEOUT_MS } from '../reverification.js';
import { scaledBox } from '../scaled-box.js';
import { planTiles } from '../tile.js';
import { TileScheduler } from '../tile-scheduler.js';
import type { Verifier } from '../verifier.js';
import type { CnnDetector } from './cnn-detector.js';

/** A face that is found again lies at least so much where it was expected. */
const LEAST_OVERLAP = 0.25;
/** Without motion a face that is there stays there, but is looked at again after this time. */
const STILL_MS = 1000;
/** The landmark network must at least be so sure of a face that the detector is sure of … */
const LEAST_CONFIDENCE = 0.1;
/** … and so sure of one that it is not. */
const CONFIDENCE_IN_DOUBT = 0.5;
const DOUBTFUL_TURNS_DEGREES = [0, 25, -25];

interface Sighting {
  readonly detection: Detection;
  /** When the network really saw it. */
  readonly seenAtMs: number;
}

/**
 * Finds faces with the detection network. In a video it looks at one view of the frame at a time, at
 * that which needs it most (see {@link TileScheduler}); a followed face that its points have not found
 * is looked for at once.
 */
export class CnnDetectionScheduler implements DetectionScheduler {
  readonly #network: CnnDetector;
  readonly #confidenceIn: Verifier;
  readonly #settings: SchedulerSettings;
  readonly #clock: Clock;
  readonly #motion = new MotionMap();
  readonly #queue: TileScheduler;
  #sightings = new Map<number, Sighting>();

  /** In a video `confidenceIn` is asked about every face that was not followed before. */
  constructor(
    network: CnnDetector,
    confidenceIn: Verifier,
    settings: SchedulerSettings,
    clock: Clock,
  ) {
    this.#network = network;
    this.#confidenceIn = confidenceIn;
    this.#settings = settings;
    this.#clock = clock;
    this.#queue = new TileScheduler(this.#motion, network.input, settings.scanBudgetMs);
  }

  async find(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    isDark = false,
  ): Promise<readonly Detection[]> {
    const timeMs = frame.monotonicMs;
    const { minScore, keepScore } = this.#network.manifest;
    if (this.#motion.update(frame, timeMs)) {
      this.#sightings.clear();
      const views = planTiles(
        frame.width,
        frame.height,
        this.#settings.minFacePx,
        this.#network.input,
      );
      this.#queue.reset(views, timeMs);
      return this.#believed(frame, await this.#searchAll(frame, minScore));
    }
    const still = new Set(
      expected.filter(({ key, confirmed }) => confirmed && this.#isStill(key, timeMs)),
    );
    const followed = {
      held: expected.filter((track) => held.has(track.key)),
      lost: expected.filter((track) => !held.has(track.key) && !still.has(track)),
    };
    const hits: Detection[] = [];
    for (const view of this.#queue.take(timeMs, followed, isDark)) {
      const beganMs = this.#clock.monotonicMs();
      hits.push(...(await this.#network.look(frame, view, keepScore)));
      this.#queue.measured(this.#clock.monotonicMs() - beganMs);
    }
    const seen = cleanDetections(hits, hits.length);
    const found = this.#findAgain(expected, held, still, seen, timeMs);
    const known = [...expected, ...found].map(({ box }) => box);
    const fresh = seen.filter(
      ({ box, score }) => score >= minScore && !known.some((other) => isSameFace(other, box)),
    );
    return [...found, ...(await this.#believed(frame, fresh))];
  }

  async findAll(frame: GrayFrame): Promise<readonly StillDetection[]> {
    const { padded, back } = padPicture(frame, Number.POSITIVE_INFINITY);
    const faces = await this.#searchAll(padded, this.#network.manifest.minScore);
    return faces.map(({ box, score }) => ({
      ...{ box: back(box), score, confidenceNeeded: this.#confidenceNeeded(score) },
    }));
  }

  async findLowScoreCandidates(frame: GrayFrame): Promise<readonly Box[]> {
    return lowScoreCandidates(frame, DOUBTFUL_TURNS_DEGREES, (turned) =>
      this.#searchAll(turned, this.#network.manifest.keepScore),
    );
  }

  #confidenceNeeded(score: number): number {
    return score >= this.#network.manifest.sureScore ? LEAST_CONFIDENCE : CONFIDENCE_IN_DOUBT;
  }

  dispose(): Promise<void> {
    return this.#network.dispose();
  }

  async #believed(frame: GrayFrame, faces: readonly Detection[]): Promise<readonly Detection[]> {
    if (faces.length === 0) return faces;
    const confidences = await this.#confidenceIn(
      frame,
      faces.map(({ box }) => box),
    );
    return faces.filter((face, i) => confidences[i]! >= this.#confidenceNeeded(face.score));
  }

  /** Faces in any view of a picture, one box a face, surest first. */
  async #searchAll(picture: GrayImage, minScore: number): Promise<readonly Detection[]> {
    const { width, height } = picture;
    const hits: Detection[] = [];
    for (const view of planTiles(width, height, this.#settings.minFacePx, this.#network.input)) {
      hits.push(...(await this.#network.look(picture, view, minScore)));
    }
    const large = hits.filter(({ box }) => box.width >= this.#settings.minFacePx);
    return cleanDetections(large, large.length);
  }

  /** The expected faces among what was `seen`, those that their points hold, and those that sit still. */
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
      const byPoints = held.get(key);
      const hit = nearest(byPoints?.box ?? box, seen);
      const last = this.#sightings.get(key);
      const seenAtMs = hit === null ? (last?.seenAtMs ?? timeMs) : timeMs;
      if (byPoints !== undefined) {
        sightings.set(key, { detection: byPoints, seenAtMs });
        if (timeMs - seenAtMs <= REVERIFICATION_TIMEOUT_MS) found.push(byPoints);
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

  /** Whether nothing has moved around a face since the network saw it, not long ago. */
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
