import { EXPRESSIONS, type Expression } from '../../core/expression.js';
import type { BucketUnit } from '../../store/store-queries.js';
import type { RequestView } from '../view/request-view.js';

/** Bars are stacked from the bottom in this order, so that neighbours differ in lightness. */
export const STACK = ['happy', 'surprise', 'neutral', 'sad', 'fear', 'disgust', 'angry'] as const;

interface Durations {
  readonly expressionMs: readonly number[];
}

export function totalMs(bucket: Durations): number {
  return bucket.expressionMs.reduce((sum, ms) => sum + ms, 0);
}

export function shareOf(bucket: Durations, expression: Expression): number {
  const sum = totalMs(bucket);
  return sum === 0 ? 0 : (bucket.expressionMs[EXPRESSIONS.indexOf(expression)] ?? 0) / sum;
}

/** The parts of a bar from the bottom up, those that are there. */
export function stackedParts(bucket: Durations) {
  return STACK.map((expression) => ({
    expression,
    ms: bucket.expressionMs[EXPRESSIONS.indexOf(expression)] ?? 0,
  })).filter(({ ms }) => ms > 0);
}

/** When a bucket was, as short as its unit allows. */
export function bucketName(atMs: number, unit: BucketUnit, view: RequestView): string {
  if (unit === 'day') return view.format.day(atMs);
  return `${view.format.day(atMs)}, ${view.format.time(atMs).slice(0, -3)}`;
}
