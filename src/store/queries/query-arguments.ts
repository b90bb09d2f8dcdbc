import { EkspresiError } from '../../core/errors.js';
import type { TimeRange } from '../store-queries.js';

/** @throws EkspresiError USAGE unless it is a span of whole, ascending milliseconds. */
export function requireRange(range: TimeRange): TimeRange {
  const { fromMs, toMs } = range;
  if (!Number.isSafeInteger(fromMs) || !Number.isSafeInteger(toMs) || fromMs > toMs) {
    throw new EkspresiError('query-range', { from: fromMs, to: toMs });
  }
  return range;
}

/** @throws EkspresiError USAGE unless it is a whole number of 1…largest. */
export function requireCount(value: number | undefined, fallback: number, largest: number): number {
  const count = value ?? fallback;
  if (!Number.isInteger(count) || count < 1 || count > largest) {
    throw new EkspresiError('query-row-count', { largest, count });
  }
  return count;
}

/** A place in a list: the sorting key and row number of the last row given. */
export interface Place {
  readonly key: number;
  readonly id: number;
}

export function encodeCursor(place: Place): string {
  return `${place.key}_${place.id}`;
}

/** @throws EkspresiError USAGE for a text that {@link encodeCursor} did not make. */
export function decodeCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const parts = /^(-?\d{1,15})_(-?\d{1,15})$/.exec(cursor);
  if (parts === null) throw new EkspresiError('query-cursor', { cursor: cursor.slice(0, 40) });
  return { key: Number(parts[1]), id: Number(parts[2]) };
}
