import type { Detection, PredictedTrack } from '../../tracking/track-types.js';
import type { MotionMap } from '../motion-map.js';
import { REVERIFICATION_TIMEOUT_MS, REVERIFY_AFTER_MS } from '../reverification.js';
import { scaledBox } from '../scaled-box.js';
import { confirmFace } from './confirm-face.js';
import type { FaceDetector } from './face-detector.js';

/** Side of the window in which a followed face is looked for, in sides of its box. */
const WINDOW = 1.5;
/**
 * Sizes looked for around the expected one, in steps of 1.15. Most of the cost is that the whole
 * cascade agrees where the face is, so coarse steps halve it; the tracker's filter evens them out.
 */
const SMALLER = 0.87;
const LARGER = 1.2;
const SCALE_FACTOR = 1.15;
/** A face that was not found is looked for in a window that grows by this much a frame … */
const WINDOW_GROWTH = 0.25;
const WIDEST_WINDOW = 2.5;
/** Without motion a face that is there stays there, but is looked at again after this time. */
const REVISIT_MS = 1000;

/** Faces verified in one frame at most, so that no frame pays for all. */
const VERIFIED_A_FRAME = 1;

interface Sighting {
  /** The last detection and when the cascades really made it. */
  detection: Detection;
  seenAtMs: number;
  /** When they last looked. */
  lookedAtMs: number;
  misses: number;
}

/** Finds followed faces again, each in a small window around where it is expected. */
export class FollowedFaces {
  readonly #detector: FaceDetector;
  readonly #motion: MotionMap;
  #sightings = new Map<number, Sighting>();

  constructor(detector: FaceDetector, motion: MotionMap) {
    this.#detector = detector;
    this.#motion = motion;
  }

  /** What was seen before says nothing of the frames to come. */
  forget(): void {
    this.#sightings.clear();
  }

  /**
   * The expected faces that are found in the loaded frame. `held`: those that their points found
   * already, by key; the cascades only verify them now and then.
   */
  find(
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    timeMs: number,
  ): Detection[] {
    const sightings = new Map<number, Sighting>();
    const found: Detection[] = [];
    let verified = 0;
    for (const track of expected) {
      const last = this.#sightings.get(track.key) ?? null;
      const byPoints = held.get(track.key);
      if (last !== null && byPoints !== undefined) {
        const due = timeMs - last.lookedAtMs > REVERIFY_AFTER_MS && verified < VERIFIED_A_FRAME;
        if (due) verified++;
        const sighting = due ? this.#verify(track, byPoints, last, timeMs) : last;
        sightings.set(track.key, sighting);
        if (timeMs - sighting.seenAtMs <= REVERIFICATION_TIMEOUT_MS) found.push(byPoints);
        continue;
      }
      if (last !== null && track.confirmed && this.#isStill(last, timeMs)) {
        sightings.set(track.key, last);
        found.push(last.detection);
        continue;
      }
      const misses = last?.misses ?? 0;
      const detection = this.#look(track, misses);
      if (detection !== null) {
        const seen = { detection, seenAtMs: timeMs, lookedAtMs: timeMs, misses: 0 };
        sightings.set(track.key, seen);
        found.push(detection);
      } else if (last !== null) {
        sightings.set(track.key, { ...last, lookedAtMs: timeMs, misses: misses + 1 });
      }
    }
    this.#sightings = sightings;
    return found;
  }

  /** Asks the cascades whether they see the face that its points found. */
  #verify(track: PredictedTrack, byPoints: Detection, last: Sighting, timeMs: number): Sighting {
    const seen = this.#look({ ...track, box: byPoints.box }, 0) !== null;
    const seenAtMs = seen ? timeMs : last.seenAtMs;
    return { detection: byPoints, seenAtMs, lookedAtMs: timeMs, misses: 0 };
  }

  /** Whether nothing has moved around a face since it was really seen, not long ago. */
  #isStill(last: Sighting, timeMs: number): boolean {
    if (last.misses > 0 || timeMs - last.seenAtMs > REVISIT_MS) return false;
    const around = scaledBox(last.detection.box, 1.2);
    return this.#motion.changedSince(around, last.seenAtMs, []) === null;
  }

  #look(track: PredictedTrack, misses: number): Detection | null {
    const { box } = track;
    if (!track.confirmed) return confirmFace(this.#detector, box);
    const side = (box.width + box.height) / 2;
    const window = scaledBox(box, Math.min(WIDEST_WINDOW, WINDOW + WINDOW_GROWTH * misses));
    const options = {
      scaleFactor: SCALE_FACTOR,
      minNeighbors: 1,
      minSizePx: side * SMALLER,
      maxSizePx: side * LARGER,
      shrink: true,
    };
    const [face] = this.#detector.detect(window, options);
    if (face !== undefined) return face;
    if (!this.#detector.hasSecond) return null;
    return this.#detector.detect(window, { ...options, second: true })[0] ?? null;
  }
}
