import { EXPRESSIONS } from '../../core/expression.js';
import type { FaceTimeline } from '../../store/store-queries.js';

/** The curves of one stay as columns, which is what the charts draw; seconds since first seen. */
export interface TimelineJson {
  readonly seconds: readonly number[];
  readonly smoothed: readonly (readonly number[])[];
  readonly raw: readonly (readonly number[])[];
  readonly ear: readonly (number | null)[];
  readonly blinks: readonly number[];
  readonly thinned: boolean;
}

export function timelineJson({ points, thinned }: FaceTimeline): TimelineJson {
  return {
    seconds: points.map((point) => point.ageMs / 1000),
    smoothed: EXPRESSIONS.map((_, i) => points.map((point) => point.smoothed[i] ?? 0)),
    raw: EXPRESSIONS.map((_, i) => points.map((point) => point.raw[i] ?? 0)),
    ear: points.map((point) => point.ear),
    blinks: points.filter((point) => point.blink).map((point) => point.ageMs / 1000),
    thinned,
  };
}
