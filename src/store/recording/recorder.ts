import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { AudienceRule } from '../audience.js';
import { expressionNumber } from '../measure-columns.js';
import { observationValues } from '../observation-rows.js';
import { advanceFace, type FaceState, funnelStepOf, newFaceState } from './face-state.js';
import type { IdSequences } from './id-sequences.js';
import type { PendingBatch, RunRecord } from './pending-batch.js';
import { StorageRate } from './storage-rate.js';

/**
 * More than any tracker follows; beyond it the one that came first is taken for one that has left.
 */
const MOST_PRESENT = 100;
/** Numbers of faces that have left, by which one that is given again is known. */
const MOST_LEFT = 1000;

export type RunDescription = Omit<RunRecord, 'id' | 'startedAtMs'>;

/** Turns analyses into the rows and sums of the next transaction. No I/O. */
export class Recorder {
  readonly #batch: PendingBatch;
  readonly #numbers: IdSequences;
  readonly #perFaceSecond: number;
  readonly #rule: AudienceRule;
  readonly #onVisitEnded: (face: FaceState) => void;
  readonly #present = new Map<number, FaceState>();
  #run: RunRecord | null = null;
  /** Of the worker whose tracks the run holds, null before its first analysis. */
  #generation: number | null = null;
  /**
   * Track numbers of this run that are used up; those up to the limit are so without being listed.
   */
  readonly #left = new Set<number>();
  #leftUpTo = 0;

  constructor(deps: {
    readonly batch: PendingBatch;
    readonly numbers: IdSequences;
    readonly perFaceSecond: number;
    readonly rule: AudienceRule;
    readonly onVisitEnded: (face: FaceState) => void;
  }) {
    this.#onVisitEnded = deps.onVisitEnded;
    this.#batch = deps.batch;
    this.#numbers = deps.numbers;
    this.#perFaceSecond = deps.perFaceSecond;
    this.#rule = deps.rule;
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
    this.#left.clear();
    this.#leftUpTo = 0;
    this.#generation = null;
    this.#batch.addRun(this.#run);
  }

  /** @throws Error when no run was begun: that is a mistake of the program. */
  record(analysis: FrameAnalysis): void {
    if (this.#run === null) throw new Error('record() needs beginRun() first');
    const atMs = Math.round(analysis.capturedAtMs);
    if (this.#isOfAnotherTracker(analysis)) this.beginRun(this.#run, atMs);
    this.#generation = analysis.generation;
    this.#batch.rollups.addFrame(atMs, analysis.light);
    for (const observation of analysis.faces) {
      this.#recordFace(observation, atMs, analysis);
    }
    for (const ended of analysis.ended) {
      const face = this.#present.get(ended.trackId);
      if (face === undefined) continue;
      face.blinkCount = ended.blinkCount ?? face.blinkCount;
      this.#endFace(face);
    }
  }

  /**
   * Writes down that every face in view has left. To be called when its tracker is gone: a face
   * that is not mentioned may be in view all the same, since of a crowd only the first are
   * reported.
   */
  endFaces(): void {
    for (const face of this.#present.values()) this.#endFace(face);
  }

  /**
   * The tracks of another worker need a new run, and so does a number of a face that was ended
   * here, for want of frames, but not by the tracker. A lower number than the last one says
   * nothing: of a crowd a later face may be reported first.
   */
  #isOfAnotherTracker({ generation, faces }: FrameAnalysis): boolean {
    if (this.#generation !== null && generation !== this.#generation) return true;
    return faces.some(({ trackId }) => {
      if (this.#present.has(trackId)) return false;
      return trackId <= this.#leftUpTo || this.#left.has(trackId);
    });
  }

  #recordFace(observation: FaceObservation, atMs: number, frame: FrameAnalysis): void {
    const expression = expressionNumber(observation.expression);
    const ageMs = Math.round(observation.ageMs);
    const { blinkCount } = observation;
    const sighting = { atMs, ageMs, expression, blinkCount, measures: observation };
    const firstOfFace = !this.#present.has(observation.trackId);
    const face = this.#present.get(observation.trackId) ?? this.#newFace(observation, sighting);
    const { gapMs, firstInMinute, firstInHour } = advanceFace(face, sighting);
    face.blinkWaiting ||= observation.blink;
    const mediaTimeMs = this.#mediaTimeMs(frame);
    // By the film's own seconds, so that every repeat stores the same frames.
    const stored = face.rate.admit(frame.monotonicMs, mediaTimeMs ?? atMs);
    if (stored) this.#store(face, observation, { atMs, mediaTimeMs });
    this.#batch.addFace(face);
    this.#countVisit(face);
    this.#batch.rollups.addMoment({
      atMs,
      expression,
      gapMs,
      measures: observation,
      stored,
      firstOfFace,
      firstInMinute,
      firstInHour,
      hasAttention: true,
    });
  }

  /** Counts a face as visitor, watcher, …, once it is one. */
  #countVisit(face: FaceState): void {
    const { rollups } = this.#batch;
    if (!face.isVisitor && face.dwellMs >= this.#rule.visitMs) {
      face.isVisitor = true;
      rollups.addVisitor(face.appearedAtMs);
    }
    const step = funnelStepOf(face, this.#rule);
    if (step <= face.funnelStep) return;
    rollups.addFunnelSteps(face.appearedAtMs, face.funnelStep, step);
    face.funnelStep = step;
  }

  #newFace(observation: FaceObservation, first: Parameters<typeof newFaceState>[1]): FaceState {
    const identity = {
      id: this.#numbers.face++,
      runId: (this.#run as RunRecord).id,
      trackId: observation.trackId,
    };
    const face = newFaceState(identity, first, new StorageRate(this.#perFaceSecond));
    this.#present.set(face.trackId, face);
    const [oldest] = this.#present.values();
    if (oldest !== undefined && this.#present.size > MOST_PRESENT) this.#endFace(oldest);
    return face;
  }

  #mediaTimeMs({ mediaTimeS }: FrameAnalysis): number | null {
    return this.#run?.isRecording ? Math.round(mediaTimeS * 1000) : null;
  }

  #store(
    face: FaceState,
    observation: FaceObservation,
    time: { readonly atMs: number; readonly mediaTimeMs: number | null },
  ): void {
    const id = this.#numbers.observation++;
    const seen = { ...observation, blink: face.blinkWaiting };
    this.#batch.addObservation(observationValues({ id, faceId: face.id, ...time }, seen));
    face.blinkWaiting = false;
    face.observations++;
    if (face.firstObservationId === 0) face.firstObservationId = id;
    face.lastObservationId = id;
  }

  #endFace(face: FaceState): void {
    face.present = false;
    this.#present.delete(face.trackId);
    this.#markLeft(face.trackId);
    this.#batch.rollups.addDeparture(face.lastSeenMs, face.dwellMs);
    this.#batch.addFace(face);
    this.#onVisitEnded(face);
  }

  #markLeft(trackId: number): void {
    this.#left.add(trackId);
    const [longestAgo] = this.#left;
    if (longestAgo === undefined || this.#left.size <= MOST_LEFT) return;
    this.#left.delete(longestAgo);
    this.#leftUpTo = Math.max(this.#leftUpTo, longestAgo);
  }
}
