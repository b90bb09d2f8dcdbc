import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import { expressionNumber } from '../expression-columns.js';
import { advanceFace, type FaceState, newFaceState } from './face-state.js';
import { observationValues } from './observation-values.js';
import type { PendingBatch, RunRecord } from './pending-batch.js';
import type { RowNumbers } from './row-numbers.js';
import { StorageRate } from './storage-rate.js';

/** A face that no analysis mentions for so long has left, even if nobody said so. */
const FORGOTTEN_AFTER_MS = 60_000;

export type RunDescription = Pick<RunRecord, 'version' | 'source' | 'model' | 'engine'>;

/** Turns analyses into the rows and sums of the next transaction. No I/O. */
export class Recorder {
  readonly #batch: PendingBatch;
  readonly #numbers: RowNumbers;
  readonly #perFaceSecond: number;
  readonly #present = new Map<number, FaceState>();
  #run: RunRecord | null = null;
  #highestTrackId = 0;

  constructor(deps: { batch: PendingBatch; numbers: RowNumbers; perFaceSecond: number }) {
    this.#batch = deps.batch;
    this.#numbers = deps.numbers;
    this.#perFaceSecond = deps.perFaceSecond;
  }

  get runId(): number | null {
    return this.#run?.id ?? null;
  }

  /** Writes the run once more, for a database that may not have it. */
  repeatRun(): void {
    if (this.#run !== null) this.#batch.addRun(this.#run);
  }

  /** Ends the faces in view and begins a new sequence of track numbers. */
  beginRun(description: RunDescription, atMs: number): void {
    this.endFaces();
    this.#run = { ...description, id: this.#numbers.run++, startedAtMs: Math.round(atMs) };
    this.#highestTrackId = 0;
    this.#batch.addRun(this.#run);
  }

  /** @throws Error when no run was begun: that is a mistake of the program. */
  record(analysis: FrameAnalysis): void {
    if (this.#run === null) throw new Error('record() needs beginRun() first');
    const atMs = Math.round(analysis.capturedAtMs);
    if (analysis.faces.some((face) => this.#isOfAnotherTracker(face))) {
      this.beginRun(this.#run, atMs);
    }
    this.#batch.rollups.addFrame(atMs, analysis.light);
    for (const observation of analysis.faces) {
      this.#recordFace(observation, atMs, analysis.monotonicMs);
    }
    for (const ended of analysis.ended) {
      const face = this.#present.get(ended.trackId);
      if (face === undefined) continue;
      face.blinkCount = ended.blinkCount ?? face.blinkCount;
      this.#endFace(face);
    }
    for (const face of this.#present.values()) {
      if (analysis.monotonicMs - face.lastMonotonicMs > FORGOTTEN_AFTER_MS) this.#endFace(face);
    }
  }

  /** Writes down that every face in view has left. */
  endFaces(): void {
    for (const face of this.#present.values()) this.#endFace(face);
  }

  /** A replaced inference worker numbers its faces from 1 again; such numbers need a new run. */
  #isOfAnotherTracker(observation: FaceObservation): boolean {
    const known = this.#present.get(observation.trackId);
    if (known !== undefined) return observation.ageMs < known.dwellMs;
    return observation.trackId <= this.#highestTrackId;
  }

  #recordFace(observation: FaceObservation, atMs: number, monotonicMs: number): void {
    const expression = expressionNumber(observation.expression);
    const ageMs = Math.round(observation.ageMs);
    const sighting = { atMs, ageMs, expression, blinkCount: observation.blinkCount };
    const firstOfFace = !this.#present.has(observation.trackId);
    const face = this.#present.get(observation.trackId) ?? this.#newFace(observation, sighting);
    const { gapMs, firstInMinute, firstInHour } = advanceFace(face, sighting);
    face.lastMonotonicMs = monotonicMs;
    face.blinkWaiting ||= observation.blink;
    const stored = face.rate.admit(monotonicMs, atMs);
    if (stored) this.#store(face, observation, atMs);
    this.#batch.addFace(face);
    this.#batch.rollups.addMoment({
      atMs,
      expression,
      gapMs,
      confidence: observation.confidence,
      blink: observation.blink,
      stored,
      firstOfFace,
      firstInMinute,
      firstInHour,
    });
  }

  #newFace(observation: FaceObservation, first: Parameters<typeof newFaceState>[1]): FaceState {
    const identity = {
      id: this.#numbers.face++,
      runId: (this.#run as RunRecord).id,
      trackId: observation.trackId,
    };
    const face = newFaceState(identity, first, new StorageRate(this.#perFaceSecond));
    this.#present.set(face.trackId, face);
    this.#highestTrackId = Math.max(this.#highestTrackId, face.trackId);
    return face;
  }

  #store(face: FaceState, observation: FaceObservation, atMs: number): void {
    const id = this.#numbers.observation++;
    const place = { id, faceId: face.id, atMs, blink: face.blinkWaiting };
    this.#batch.addObservation(observationValues(place, observation));
    face.blinkWaiting = false;
    face.observations++;
    if (face.firstObservationId === 0) face.firstObservationId = id;
    face.lastObservationId = id;
  }

  #endFace(face: FaceState): void {
    face.present = false;
    this.#present.delete(face.trackId);
    this.#batch.rollups.addDeparture(face.lastSeenMs, face.dwellMs);
    this.#batch.addFace(face);
  }
}
