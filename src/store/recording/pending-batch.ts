import type { EventKind } from '../../core/event-table.js';
import type { ObservationValues } from '../observation-rows.js';
import { RollupAccumulator } from '../rollups/rollup-accumulator.js';
import type { EventLevel } from '../store-queries.js';
import type { FaceState } from './face-state.js';

/** Held while the database cannot take them. */
const MAX_WAITING_RUNS = 1000;
const MAX_WAITING_EVENTS = 1000;
const MAX_WAITING_FACES = 5000;

export interface RunRecord {
  readonly id: number;
  readonly version: string;
  readonly source: string;
  readonly model: string | null;
  readonly engine: string | null;
  readonly startedAtMs: number;
  /** Its rows keep the media time, which of live pictures nobody needs. */
  readonly isRecording: boolean;
}

export interface EventRecord {
  readonly atMs: number;
  readonly level: EventLevel;
  readonly kind: EventKind;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/**
 * What the next transaction will write. Bounded: when the database refuses for long, the
 * oldest observations go first and are counted, then events and faces.
 */
export class PendingBatch {
  readonly rollups = new RollupAccumulator();
  readonly runs: RunRecord[] = [];
  readonly events: EventRecord[] = [];
  readonly faces = new Set<FaceState>();
  readonly #maxObservations: number;
  #observations: ObservationValues[] = [];
  /** Since the store was opened. */
  droppedObservations = 0;

  constructor(maxObservations: number) {
    this.#maxObservations = maxObservations;
  }

  get observations(): readonly ObservationValues[] {
    return this.#observations;
  }

  get isEmpty(): boolean {
    return (
      this.#observations.length === 0 &&
      this.runs.length === 0 &&
      this.events.length === 0 &&
      this.faces.size === 0 &&
      this.rollups.minutes.size === 0
    );
  }

  addObservation(values: ObservationValues): void {
    this.#observations.push(values);
    // A tenth at a time, because moving the whole array for each dropped row would be slow.
    if (this.#observations.length > this.#maxObservations) {
      const surplus = Math.ceil(this.#maxObservations / 10);
      this.#observations.splice(0, surplus);
      this.droppedObservations += surplus;
    }
  }

  addRun(run: RunRecord): void {
    this.runs.push(run);
    if (this.runs.length > MAX_WAITING_RUNS) this.runs.shift();
  }

  addEvent(event: EventRecord): void {
    this.events.push(event);
    if (this.events.length > MAX_WAITING_EVENTS) this.events.shift();
  }

  addFace(face: FaceState): void {
    this.faces.add(face);
    if (this.faces.size > MAX_WAITING_FACES) {
      this.faces.delete(this.faces.values().next().value as FaceState);
    }
  }

  clear(): void {
    this.#observations = [];
    this.runs.length = 0;
    this.events.length = 0;
    this.faces.clear();
    this.rollups.clear();
  }
}
