import { HOUR_MS } from './rollup-sums.js';

interface Span {
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
}

/** Hours of which some observations are known to be missing: their sums cannot be counted again. */
export class IncompleteHours {
  /** In order, apart from each other. */
  #spans: readonly Span[] = [];

  get isEmpty(): boolean {
    return this.#spans.length === 0;
  }

  /** Rows are missing between two moments, in whichever order the clock gave them. */
  add(oneMs: number, otherMs: number): void {
    let fromMs = startOfHour(Math.min(oneMs, otherMs));
    let toMs = startOfHour(Math.max(oneMs, otherMs)) + HOUR_MS;
    const apart: Span[] = [];
    for (const span of this.#spans) {
      if (span.toMs < fromMs || span.fromMs > toMs) apart.push(span);
      else {
        fromMs = Math.min(fromMs, span.fromMs);
        toMs = Math.max(toMs, span.toMs);
      }
    }
    this.#spans = [...apart, { fromMs, toMs }].sort((a, b) => a.fromMs - b.fromMs);
  }

  has(ms: number): boolean {
    return this.#spans.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
  }

  /** What lies between them from `fromMs` on. */
  complete(fromMs: number): readonly Span[] {
    const spans: Span[] = [];
    let nextMs = fromMs;
    for (const span of this.#spans) {
      if (span.fromMs > nextMs) spans.push({ fromMs: nextMs, toMs: span.fromMs });
      nextMs = Math.max(nextMs, span.toMs);
    }
    return [...spans, { fromMs: nextMs, toMs: Number.MAX_SAFE_INTEGER }];
  }
}

function startOfHour(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}
