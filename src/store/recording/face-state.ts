import type { EndedVisit } from '../../core/event-bus.js';
import { argMax, EXPRESSIONS, type Expression } from '../../core/expression.js';
import { type AudienceRule, funnelStep } from '../audience.js';
import {
  addExpressionTime,
  MeasureTotals,
  readVisitSums,
  type SummedValues,
  VISIT_SUM_COLUMNS,
  zeroDurations,
} from '../measure-sums.js';
import { HOUR_MS, MINUTE_MS } from '../rollups/rollup-sums.js';
import type { StorageRate } from './storage-rate.js';

/** Longer silence between two analysed frames of a face is not counted as time in view. */
export const MAX_GAP_MS = 1000;

/** A face of the running run, as its row in `faces` will say it. */
export interface FaceState {
  readonly id: number;
  readonly runId: number;
  readonly trackId: number;
  readonly firstSeenMs: number;
  readonly expressionMs: number[];
  readonly measures: MeasureTotals;
  /** When it was first reported, later than it was first seen. */
  readonly appearedAtMs: number;
  isVisitor: boolean;
  /** Step of the funnel that it has come to. */
  funnelStep: number;
  attentionMs: number;
  /** Age at the first look; null while there was none. */
  firstLookMs: number | null;
  lastSeenMs: number;
  dwellMs: number;
  blinkCount: number | null;
  observations: number;
  firstObservationId: number;
  lastObservationId: number;
  present: boolean;
  lastExpression: number;
  minuteStartMs: number;
  hourStartMs: number;
  /** A blink fell into a frame that was not stored; the next stored one carries it. */
  blinkWaiting: boolean;
  readonly rate: StorageRate;
}

/** What the state needs of one observation; the same for live and for stored ones. */
interface FaceSighting {
  readonly atMs: number;
  readonly ageMs: number;
  readonly expression: number;
  readonly blinkCount: number | null;
  readonly measures: SummedValues;
}

export function newFaceState(
  identity: Pick<FaceState, 'id' | 'runId' | 'trackId'>,
  first: FaceSighting,
  rate: StorageRate,
): FaceState {
  return {
    ...identity,
    firstSeenMs: first.atMs - first.ageMs,
    expressionMs: zeroDurations(),
    measures: new MeasureTotals(),
    appearedAtMs: first.atMs,
    isVisitor: false,
    funnelStep: 0,
    attentionMs: 0,
    firstLookMs: null,
    lastSeenMs: first.atMs,
    dwellMs: 0,
    blinkCount: first.blinkCount,
    observations: 0,
    firstObservationId: 0,
    lastObservationId: 0,
    present: true,
    lastExpression: first.expression,
    minuteStartMs: Number.NaN,
    hourStartMs: Number.NaN,
    blinkWaiting: false,
    rate,
  };
}

/**
 * Takes one sighting into the state. The time since the previous one, at most `maxGapMs`,
 * counts for the expression shown now, or as unclear.
 *
 * @returns that time, and whether the face is new to this minute and hour.
 */
export function advanceFace(
  face: FaceState,
  sighting: FaceSighting,
  maxGapMs = MAX_GAP_MS,
): { readonly gapMs: number; readonly firstInMinute: boolean; readonly firstInHour: boolean } {
  const gapMs = Math.min(Math.max(sighting.ageMs - face.dwellMs, 0), maxGapMs);
  const minuteStartMs = Math.floor(sighting.atMs / MINUTE_MS) * MINUTE_MS;
  const hourStartMs = Math.floor(sighting.atMs / HOUR_MS) * HOUR_MS;
  const firstInMinute = minuteStartMs !== face.minuteStartMs;
  const firstInHour = hourStartMs !== face.hourStartMs;
  addExpressionTime(face.expressionMs, { ...sighting, gapMs });
  face.measures.add(sighting.measures, gapMs);
  if (sighting.measures.looking === true) {
    face.attentionMs += gapMs;
    face.firstLookMs ??= Math.max(sighting.ageMs, 0);
  }
  face.minuteStartMs = minuteStartMs;
  face.hourStartMs = hourStartMs;
  face.lastSeenMs = sighting.atMs;
  face.dwellMs = Math.max(face.dwellMs, sighting.ageMs);
  face.blinkCount = sighting.blinkCount ?? face.blinkCount;
  face.lastExpression = sighting.expression;
  return { gapMs, firstInMinute, firstInHour };
}

const HAPPY = EXPRESSIONS.indexOf('happy');

/** How far a face has come in the funnel by now. */
export function funnelStepOf(face: FaceState, rule: AudienceRule): number {
  const { dwellMs, attentionMs } = face;
  return funnelStep({ dwellMs, attentionMs, happyMs: face.expressionMs[HAPPY] ?? 0 }, rule);
}

/** The expression shown longest; the latest one while nothing has lasted yet. */
export function dominantExpression(face: FaceState): number {
  const longest = argMax(face.expressionMs);
  return face.expressionMs[longest] === 0 ? face.lastExpression : longest;
}

/** The visit of a face that has left, as subscribers of the bus get it. */
export function endedVisit(face: FaceState): EndedVisit {
  const { id: faceId, trackId, firstSeenMs, lastSeenMs, dwellMs, blinkCount } = face;
  const sums = face.measures.visitValues();
  return {
    ...readVisitSums((column) => sums[VISIT_SUM_COLUMNS.indexOf(column)] ?? null),
    ...{ faceId, trackId, firstSeenMs, lastSeenMs, dwellMs, blinkCount },
    visitor: face.isVisitor,
    watcher: face.funnelStep > 0,
    firstLookMs: face.firstLookMs,
    dominant: EXPRESSIONS[dominantExpression(face)] as Expression,
    expressionMs: [...face.expressionMs],
  };
}
