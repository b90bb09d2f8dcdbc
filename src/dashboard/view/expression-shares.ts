import { EXPRESSIONS, type Expression } from '../../core/expression.js';
import type { BucketUnit } from '../../store/store-queries.js';
import type { RequestView } from './request-view.js';

/** Bars are stacked from the bottom in this order, so that neighbours differ in lightness. */
const STACK = ['happy', 'surprise', 'neutral', 'sad', 'fear', 'disgust', 'angry'] as const;

/** What time in view is made of: an expression, or readings too unsure for one. */
export const PARTS = [...STACK, 'unclear'] as const;
export type Part = (typeof PARTS)[number];

export interface Durations {
  readonly expressionMs: readonly number[];
  /** Null or missing where rows of an earlier version do not tell. */
  readonly unclearMs?: number | null;
}

/** Time of clear expressions. */
export function totalMs({ expressionMs }: Durations): number {
  return expressionMs.reduce((sum, ms) => sum + ms, 0);
}

/** All time in view: of clear and of unclear expressions. */
export function inViewMs(durations: Durations): number {
  return totalMs(durations) + (durations.unclearMs ?? 0);
}

/** Share of the time with a clear expression. */
export function shareOf(durations: Durations, expression: Expression): number {
  const sum = totalMs(durations);
  return sum === 0 ? 0 : msOf(durations, expression) / sum;
}

export function msOf(durations: Durations, part: Part): number {
  if (part === 'unclear') return durations.unclearMs ?? 0;
  return durations.expressionMs[EXPRESSIONS.indexOf(part)] ?? 0;
}

/** The parts of a bar from the bottom up, those that are there. */
export function stackedParts(durations: Durations) {
  return PARTS.map((part) => ({ part, ms: msOf(durations, part) })).filter(({ ms }) => ms > 0);
}

/** What a part is called. */
export function partName(part: Part, { text }: RequestView): string {
  return part === 'unclear' ? text.unclear : text.expressions[part];
}

/** When a bucket was, as short as its unit allows. */
export function bucketName(atMs: number, unit: BucketUnit, view: RequestView): string {
  if (unit === 'day') return view.format.day(atMs);
  return `${view.format.day(atMs)}, ${view.format.time(atMs).slice(0, -3)}`;
}
