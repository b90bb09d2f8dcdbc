import { advanceFace, type FaceState, newFaceState } from '../recording/face-state.js';
import { StorageRate } from '../recording/storage-rate.js';
import type { FaceMoment } from './rollup-accumulator.js';

/** What a rebuild reads of an observation and its face. */
export interface StoredSighting {
  readonly id: number;
  readonly face_id: number;
  readonly at_ms: number;
  readonly age_ms: number;
  readonly expression: number;
  /** Scaled probability of `expression`. */
  readonly confidence: number;
  readonly blink: number;
  readonly light: number;
  /** Null when the face's row is gone. */
  readonly first_observation_id: number | null;
  readonly last_observation_id: number | null;
}

/** Plays stored observations again, in the order of recording, through the live arithmetic. */
export class StoredMoments {
  readonly #faces = new Map<number, FaceState>();

  next(row: StoredSighting, scale: number): FaceMoment {
    const sighting = {
      atMs: row.at_ms,
      ageMs: row.age_ms,
      expression: row.expression,
      blinkCount: null,
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
    const { gapMs, firstInMinute, firstInHour } = advanceFace(face, sighting);
    if (row.id === row.last_observation_id) this.#faces.delete(row.face_id);
    return {
      atMs: row.at_ms,
      expression: row.expression,
      gapMs,
      confidence: row.confidence / scale,
      blink: row.blink === 1,
      stored: true,
      firstOfFace,
      firstInMinute,
      firstInHour,
    };
  }
}
