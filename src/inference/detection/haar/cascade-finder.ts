import type { Box } from '../../../core/box.js';
import type { Clock } from '../../../core/clock.js';
import type { GrayFrame } from '../../../core/frame.js';
import type { GrayImage } from '../../crop/area-resize.js';
import { isSameFace } from '../../tracking/detections.js';
import type { Detection, PredictedTrack } from '../../tracking/track-types.js';
import type {
  DetectionScheduler,
  SchedulerSettings,
  StillDetection,
} from '../detection-scheduler.js';
import { lowScoreCandidates } from '../low-score-candidates.js';
import { MotionMap } from '../motion-map.js';
import { confirmFace } from './confirm-face.js';
import type { FaceDetector } from './face-detector.js';
import { FollowedFaces } from './followed-faces.js';
import { scanPaddedPicture, scanPicture } from './scan-picture.js';
import { SCAN_STEP } from './scan-plan.js';
import { ScanQueue } from './scan-queue.js';

/** In a single picture the landmark network must at least be so sure of a face that both cascades see … */
const LEAST_CONFIDENCE = 0.1;
/** … and surer where it is smaller than this share of the picture's longer side. */
const SMALL_SHARE = 0.025;
const LEAST_CONFIDENCE_SMALL = 0.4;
/** Candidates confirmed in one frame at most; the surest go first. */
const CONFIRMS_A_FRAME = 6;
const DOUBTFUL_TURNS_DEGREES = [0, 20, -20];

/**
 * Finds faces with the cascades (Viola-Jones) and decides where and when they look. In a video followed faces are looked for in a small
 * window each, and the search for new ones is spread over the frames; what it finds is looked at
 * again more closely before it counts. The first frame, and single pictures, are searched whole.
 */
export class CascadeFinder implements DetectionScheduler {
  readonly #detector: FaceDetector;
  readonly #settings: SchedulerSettings;
  readonly #clock: Clock;
  readonly #motion = new MotionMap();
  readonly #queue: ScanQueue;
  readonly #followed: FollowedFaces;

  constructor(detector: FaceDetector, settings: SchedulerSettings, clock: Clock) {
    this.#detector = detector;
    this.#settings = settings;
    this.#clock = clock;
    this.#queue = new ScanQueue(this.#motion, settings.scanBudgetMs);
    this.#followed = new FollowedFaces(detector, this.#motion);
  }

  async find(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    isDark = false,
  ): Promise<readonly Detection[]> {
    const timeMs = frame.monotonicMs;
    this.#detector.load(frame);
    if (this.#motion.update(frame, timeMs)) {
      this.#followed.forget();
      this.#queue.reset(frame.width, frame.height, this.#settings.minFacePx, timeMs);
      return scanPicture(this.#detector, frame, this.#settings.minFacePx);
    }
    const found = this.#followed.find(expected, held, timeMs);
    const known = [...expected.map((track) => track.box), ...found.map((face) => face.box)];
    const candidates = this.#scan(timeMs, expected, known, isDark);
    for (const candidate of candidates.slice(0, CONFIRMS_A_FRAME)) {
      const face = confirmFace(this.#detector, candidate.box);
      if (face !== null) found.push(face);
    }
    return found;
  }

  async findAll(frame: GrayFrame): Promise<readonly StillDetection[]> {
    const faces = scanPaddedPicture(this.#detector, frame, this.#settings.minFacePx);
    return faces.map((face) => ({ ...face, confidenceNeeded: confidenceNeeded(face.box, frame) }));
  }

  async findLowScoreCandidates(frame: GrayFrame): Promise<readonly Box[]> {
    return lowScoreCandidates(frame, DOUBTFUL_TURNS_DEGREES, async (turned) =>
      this.#faintlyIn(turned),
    );
  }

  async dispose(): Promise<void> {
    this.#detector.dispose();
  }

  #faintlyIn(picture: GrayImage): readonly Detection[] {
    this.#detector.load(picture);
    const whole: Box = { x: 0, y: 0, width: picture.width, height: picture.height };
    const cascades = this.#detector.hasSecond ? [false, true] : [false];
    return cascades.flatMap((second) =>
      this.#detector.detect(whole, {
        scaleFactor: 1.1,
        minNeighbors: 1,
        minSizePx: this.#settings.minFacePx,
        maxSizePx: Number.POSITIVE_INFINITY,
        shrink: false,
        second,
      }),
    );
  }

  /** What this frame's scans find where no face is known, one box a face, surest first. */
  #scan(
    timeMs: number,
    expected: readonly PredictedTrack[],
    known: readonly Box[],
    isDark: boolean,
  ): readonly Detection[] {
    const followed = expected.map((track) => track.box);
    const candidates: Detection[] = [];
    for (const task of this.#queue.take(timeMs, followed, isDark)) {
      const beganMs = this.#clock.monotonicMs();
      const hits = this.#detector.detect(task.region, {
        scaleFactor: SCAN_STEP,
        minNeighbors: 1,
        minSizePx: task.slice.minSizePx,
        maxSizePx: task.slice.maxSizePx,
        shrink: true,
      });
      this.#queue.measured(task, this.#clock.monotonicMs() - beganMs);
      candidates.push(...hits);
    }
    candidates.sort((a, b) => b.score - a.score);
    const separate: Detection[] = [];
    for (const candidate of candidates) {
      const { box } = candidate;
      if (known.some((other) => isSameFace(other, box))) continue;
      if (separate.some((other) => isSameFace(other.box, box))) continue;
      separate.push(candidate);
    }
    return separate;
  }
}

function confidenceNeeded(box: Box, picture: GrayImage): number {
  const share = Math.max(box.width, box.height) / Math.max(picture.width, picture.height);
  return share < SMALL_SHARE ? LEAST_CONFIDENCE_SMALL : LEAST_CONFIDENCE;
}
