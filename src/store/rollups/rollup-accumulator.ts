import { addExpressionTime, type SummedValues } from '../measure-sums.js';
import { emptyDelta, HOUR_MS, MINUTE_MS, type RollupDelta } from './rollup-sums.js';

/** Minutes held while the database cannot take them: one week. */
const MAX_HELD_MINUTES = 10_080;

/** Face-time of one observation: how long the face showed this since it was last seen. */
export interface FaceMoment {
  readonly atMs: number;
  readonly expression: number;
  readonly gapMs: number;
  /** At least those measures that are summed. */
  readonly measures: SummedValues;
  /** Whether the row is stored, too. */
  readonly stored: boolean;
  readonly firstOfFace: boolean;
  readonly firstInMinute: boolean;
  readonly firstInHour: boolean;
  /** False for what was stored before attention was measured. */
  readonly hasAttention: boolean;
}

/** Sums what was not committed yet, per minute and per hour; beyond the limit the oldest go. */
export class RollupAccumulator {
  readonly minutes = new Map<number, RollupDelta>();
  readonly hours = new Map<number, RollupDelta>();
  readonly #maxMinutes: number;

  constructor(maxMinutes = MAX_HELD_MINUTES) {
    this.#maxMinutes = maxMinutes;
  }

  addFrame(atMs: number, light: number): void {
    for (const delta of this.#deltasAt(atMs)) {
      delta.frames++;
      delta.lightSum += light;
    }
  }

  addMoment(moment: FaceMoment): void {
    const [minute, hour] = this.#deltasAt(moment.atMs);
    if (moment.firstInMinute) minute.facesSeen++;
    if (moment.firstInHour) hour.facesSeen++;
    for (const delta of [minute, hour]) {
      addExpressionTime(delta.durationsMs, moment);
      delta.measures.add(moment.measures, moment.gapMs);
      if (moment.hasAttention) delta.audience.addMoment(moment);
      delta.observations++;
      if (moment.firstOfFace) delta.facesAppeared++;
      if (moment.stored) {
        delta.stored++;
        delta.storedMask |= 1 << moment.expression;
      }
    }
  }

  addDeparture(atMs: number, dwellMs: number): void {
    for (const delta of this.#deltasAt(atMs)) {
      delta.facesLeft++;
      delta.dwellLeftMs += dwellMs;
    }
  }

  /** Of a face that appeared at `appearedAtMs` and has stayed long enough by now. */
  addVisitor(appearedAtMs: number): void {
    for (const delta of this.#deltasAt(appearedAtMs)) delta.visitors++;
  }

  /** Of a face that appeared at `appearedAtMs` and has come to a later step of the funnel. */
  addFunnelSteps(appearedAtMs: number, from: number, to: number): void {
    for (const delta of this.#deltasAt(appearedAtMs)) delta.audience.addSteps(from, to);
  }

  clear(): void {
    this.minutes.clear();
    this.hours.clear();
  }

  #deltasAt(atMs: number): [RollupDelta, RollupDelta] {
    return [this.#deltaAt(this.minutes, atMs, MINUTE_MS), this.#deltaAt(this.hours, atMs, HOUR_MS)];
  }

  #deltaAt(deltas: Map<number, RollupDelta>, atMs: number, spanMs: number): RollupDelta {
    const startMs = Math.floor(atMs / spanMs) * spanMs;
    let delta = deltas.get(startMs);
    if (delta === undefined) {
      if (deltas.size >= this.#maxMinutes) deltas.delete(deltas.keys().next().value as number);
      delta = emptyDelta();
      deltas.set(startMs, delta);
    }
    return delta;
  }
}
