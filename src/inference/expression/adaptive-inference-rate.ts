import type { ProbabilityVector } from '../../core/expression.js';
import type { Point } from '../../core/face.js';
import { faceMotion } from '../landmarks/face-motion.js';

/** The most that brows, eyes and mouth of a resting face have moved, in distances of the eyes. */
const STILL_MOTION = 0.015;
/** The most that two readings of an expression at rest differ, as a share of all probability. */
const STILL_CHANGE = 0.15;
/** A resting face is read at every so-manieth of its turns, */
const TURNS_A_READING = 5;
/** and at least this often. */
const MAX_REST_MS = 500;

interface Reading {
  readonly raw: ProbabilityVector;
  readonly points: readonly Point[];
  readonly timeMs: number;
}

/** Whether a face is to be read: not, for its last readings hold; because it changes; or merely again. */
export type InferenceDue = 'resting' | 'changing' | 'rested';

/**
 * Knows when a face need not be read again: its last two readings agree, and since then its points
 * have not moved in the face. `node bench/run.js frame-cost` tells how often faces are read then.
 */
export class AdaptiveInferenceRate {
  readonly #restMs: number;
  #last: Reading | null = null;
  /** The mean of the last two readings, where they agree. */
  #steady: ProbabilityVector | null = null;

  /** `perSecond`: how often a face that moves may be read. */
  constructor(perSecond: number) {
    this.#restMs = Math.min(MAX_REST_MS, (TURNS_A_READING * 1000) / perSecond);
  }

  /** Notes a reading; without `points` nobody can tell whether the face moves, and it does not rest. */
  note(raw: ProbabilityVector, points: readonly Point[] | null, timeMs: number): void {
    const before = this.#last?.raw;
    const agrees = before !== undefined && change(before, raw) <= STILL_CHANGE;
    this.#steady = agrees ? raw.map((p, i) => (p + before[i]!) / 2) : null;
    this.#last = points === null ? null : { raw, points, timeMs };
  }

  /** What a resting face shows: two readings err less than one. Null for a face that does not rest. */
  get steady(): ProbabilityVector | null {
    return this.#steady;
  }

  /** Whether the face, with `points` now, is to be read again. */
  due(points: readonly Point[] | null, timeMs: number): InferenceDue {
    const last = this.#last;
    if (last === null || points === null || this.#steady === null) return 'changing';
    if (faceMotion(last.points, points) > STILL_MOTION) return 'changing';
    return timeMs - last.timeMs < this.#restMs ? 'resting' : 'rested';
  }
}

/** Total variation distance, 0…1. */
function change(before: ProbabilityVector, after: ProbabilityVector): number {
  return before.reduce((sum, p, i) => sum + Math.abs(p - after[i]!), 0) / 2;
}
