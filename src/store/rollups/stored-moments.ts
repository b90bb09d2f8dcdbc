import type { SummedValues } from '../measure-sums.js';
import { advanceFace, type FaceState, MAX_GAP_MS, newFaceState } from '../recording/face-state.js';
import { StorageRate } from '../recording/storage-rate.js';
import type { FaceMoment } from './rollup-accumulator.js';

/** What a rebuild reads of an observation and its face. */
export interface StoredSighting {
  readonly id: number;
  readonly face_id: number;
  readonly at_ms: number;
  readonly age_ms: number;
  readonly expression: number;
  readonly light: number;
  /** Null when the face's row is gone. */
  readonly first_observation_id: number | null;
  readonly last_observation_id: number | null;
  readonly dwell_ms: number | null;
  /** Null when the face was stored before attention was measured. */
  readonly looked: number | null;
  readonly attention_ms: number | null;
  readonly happy_ms: number | null;
}

/** Rows of a face come a little off their pace. */
const PACE_SLACK = 1.5;

/** How long one stored observation may stand for, by how many are stored a face and second. */
export function longestGapMs(perFaceSecond: number): number {
  return Math.max(MAX_GAP_MS, (PACE_SLACK * 1000) / perFaceSecond);
}

/** Plays stored observations again, in the order of recording, through the live arithmetic. */
export class StoredMoments {
  readonly #faces = new Map<number, FaceState>();
  readonly #maxGapMs: number;

  /** `perFaceSecond`: how many observations of a face and second were stored at most. */
  constructor(perFaceSecond: number) {
    this.#maxGapMs = longestGapMs(perFaceSecond);
  }

  next(row: StoredSighting, measures: SummedValues): FaceMoment {
    const sighting = {
      atMs: row.at_ms,
      ageMs: row.age_ms,
      expression: row.expression,
      blinkCount: null,
      measures,
    };
    const firstOfFace = row.id === row.first_observation_id;
    let face = this.#faces.get(row.face_id);
    if (face === undefined) {
      const identity = { id: row.face_id, runId: 0, trackId: 0 };
      face = newFaceState(identity, sighting, new StorageRate(1));
      // What came before its first row that is left is not known, so no time is counted for it.
      if (!firstOfFace) face.dwellMs = row.age_ms;
      this.#faces.set(row.face_id, face);
    }
    // The first sighting of a face is always stored.
    const maxGapMs = firstOfFace ? MAX_GAP_MS : this.#maxGapMs;
    const advance = advanceFace(face, sighting, maxGapMs);
    let { gapMs } = advance;
    if (row.id === row.last_observation_id) {
      this.#faces.delete(row.face_id);
      const unstoredMs = Math.max((row.dwell_ms ?? 0) - row.age_ms, 0);
      gapMs += Math.min(unstoredMs, this.#maxGapMs);
    }
    return {
      atMs: row.at_ms,
      expression: row.expression,
      gapMs,
      measures,
      stored: true,
      firstOfFace,
      firstInMinute: advance.firstInMinute,
      firstInHour: advance.firstInHour,
      hasAttention: row.looked !== null,
    };
  }
}
