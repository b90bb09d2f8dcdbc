import type { ProbabilityVector } from '../../core/expression.js';
import type { Point } from '../../core/face.js';
import { faceMotion } from '../landmarks/face-motion.js';

/** The most that brows, eyes and mouth of a face at rest have moved, in distances of the eyes. */
const STILL_MOTION = 0.015;
/** The most that two classifications of a face at rest differ, as a share of all probability. */
const STILL_CHANGE = 0.15;
/** A face at rest is classified at one of so many of its turns, … */
const TURNS_A_CLASSIFICATION = 5;
/** … and at least this often. */
const MAX_SKIP_MS = 500;

interface Classification {
  readonly raw: ProbabilityVector;
  readonly landmarks: readonly Point[];
  readonly timeMs: number;
}

/**
 * Whether a face is classified now: `skip`, its last results hold; `changed`, it moves; `due`, it
 * is at rest and its last results are old.
 */
export type InferenceDue = 'skip' | 'changed' | 'due';

/**
 * Skips the classification of a face at rest: its last two results agree, and since then its
 * landmarks have not moved in the face. `node bench/run.js frame-cost` counts how often faces are
 * classified.
 */
export class AdaptiveInferenceRate {
  readonly #skipMs: number;
  #last: Classification | null = null;
  /** The mean of the last two results, where they agree. */
  #steady: ProbabilityVector | null = null;

  /** `perSecond`: how often a face that moves may be classified. */
  constructor(perSecond: number) {
    this.#skipMs = Math.min(MAX_SKIP_MS, (TURNS_A_CLASSIFICATION * 1000) / perSecond);
  }

  /**
   * Notes a result; without landmarks it is not known whether the face moves, and none is skipped.
   */
  note(raw: ProbabilityVector, landmarks: readonly Point[] | null, timeMs: number): void {
    const before = this.#last?.raw;
    const agrees = before !== undefined && totalVariation(before, raw) <= STILL_CHANGE;
    this.#steady = agrees ? raw.map((p, i) => (p + before[i]!) / 2) : null;
    this.#last = landmarks === null ? null : { raw, landmarks, timeMs };
  }

  /**
   * The probabilities of a face at rest: two results err less than one. Null for one that moves.
   */
  get steady(): ProbabilityVector | null {
    return this.#steady;
  }

  /** Whether the face, with these landmarks now, is to be classified. */
  due(landmarks: readonly Point[] | null, timeMs: number): InferenceDue {
    const last = this.#last;
    if (last === null || landmarks === null || this.#steady === null) return 'changed';
    if (faceMotion(last.landmarks, landmarks) > STILL_MOTION) return 'changed';
    return timeMs - last.timeMs < this.#skipMs ? 'skip' : 'due';
  }
}

/** Total variation distance, 0…1. */
function totalVariation(before: ProbabilityVector, after: ProbabilityVector): number {
  return before.reduce((sum, p, i) => sum + Math.abs(p - after[i]!), 0) / 2;
}
