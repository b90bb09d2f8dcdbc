import { type Box, intersectionOverUnion } from '../../core/box.js';
import type { Detection } from '../tracking/detections.js';
import type { MotionMap } from './motion-map.js';

/** A candidate with so much overlap, and of no much higher score, is the one that was rejected. */
const SAME_OVERLAP = 0.6;
const HIGHER_SCORE = 0.1;
/** Where the picture changes a rejected candidate may be looked at again after this time, … */
const CHANGED_MS = 200;
/** … and where it does not after this one. */
const UNCHANGED_MS = 3000;
/** The most that are remembered; the oldest give way. */
const MOST = 64;

interface Rejected {
  readonly detection: Detection;
  readonly atMs: number;
}

/**
 * Remembers which detections of a low score the landmark network took for no face, so that the same
 * pattern in the background is not verified at every look: not before its part of the picture has
 * changed, or some time has passed.
 */
export class RejectedCandidates {
  readonly #motion: MotionMap;
  #rejected: Rejected[] = [];

  constructor(motion: MotionMap) {
    this.#motion = motion;
  }

  /** Whether a detection is one that was rejected and looks as it did then. */
  has({ box, score }: Detection, nowMs: number): boolean {
    return this.#rejected.some(({ detection, atMs }) => {
      if (intersectionOverUnion(detection.box, box) < SAME_OVERLAP) return false;
      if (score > detection.score + HIGHER_SCORE) return false;
      return nowMs - atMs < (this.#hasChanged(detection.box, atMs) ? CHANGED_MS : UNCHANGED_MS);
    });
  }

  add(detection: Detection, nowMs: number): void {
    this.#rejected = this.#rejected.filter(
      ({ detection: { box }, atMs }) =>
        nowMs - atMs < UNCHANGED_MS && intersectionOverUnion(box, detection.box) < SAME_OVERLAP,
    );
    if (this.#rejected.length >= MOST) this.#rejected.shift();
    this.#rejected.push({ detection, atMs: nowMs });
  }

  clear(): void {
    this.#rejected = [];
  }

  #hasChanged(box: Box, sinceMs: number): boolean {
    return this.#motion.changedSince(box, sinceMs, []) !== null;
  }
}
