import type { EndedVisit } from '../../core/event-bus.js';
import { EXPRESSIONS } from '../../core/expression.js';
import type { FrameAnalysis } from '../../core/face.js';
import type { SourceState } from '../../core/source-state.js';
import type { WebhookRule } from './webhook-settings.js';

/** What a webhook tells: sums, never a face's number. */
export type RuleData = Readonly<Record<string, unknown>>;

/**
 * One rule of a webhook. It is told what happens, with the monotonic time, and answers with what to
 * tell when its moment has come, once for each time that it comes about.
 */
export interface RuleState {
  analysis?(analysis: FrameAnalysis, monotonicMs: number): RuleData | null;
  visitEnded?(visit: EndedVisit): RuleData | null;
  source?(state: SourceState, monotonicMs: number): void;
  /** At least once a second. */
  tick?(monotonicMs: number): RuleData | null;
}

export function ruleState(rule: WebhookRule): RuleState {
  switch (rule.kind) {
    case 'expression':
      return new ExpressionRule(rule);
    case 'nobody':
      return new NobodyRule(rule.forSeconds);
    case 'camera-lost':
      return new CameraLostRule(rule.forSeconds);
    case 'visit-ended':
      return { visitEnded: (visit) => endedVisit(visit, rule.minSeconds) };
  }
}

/** So many faces, one after the other or at once. Tells again when there were fewer meanwhile. */
class ExpressionRule implements RuleState {
  readonly #rule: Extract<WebhookRule, { kind: 'expression' }>;
  /** When each face showed it last; the oldest first. */
  readonly #shownMs = new Map<string, number>();
  #isTold = false;

  constructor(rule: Extract<WebhookRule, { kind: 'expression' }>) {
    this.#rule = rule;
  }

  analysis({ faces, generation }: FrameAnalysis, monotonicMs: number): RuleData | null {
    const { expression, faces: wanted, withinSeconds } = this.#rule;
    for (const face of faces) {
      if (!face.clear || face.expression !== expression) continue;
      const key = `${generation}:${face.trackId}`;
      this.#shownMs.delete(key);
      this.#shownMs.set(key, monotonicMs);
    }
    for (const [key, shownMs] of this.#shownMs) {
      if (monotonicMs - shownMs <= withinSeconds * 1000) break;
      this.#shownMs.delete(key);
    }
    const count = this.#shownMs.size;
    const isNews = count >= wanted && !this.#isTold;
    this.#isTold = count >= wanted;
    return isNews ? { expression, faces: count, withinSeconds } : null;
  }
}

/** Time counts while the camera works; opening hours and pauses release it. */
class NobodyRule implements RuleState {
  readonly #forMs: number;
  /** Since when there is nobody; null while somebody is there or nothing is measured. */
  #sinceMs: number | null = null;
  #isTold = false;

  constructor(forSeconds: number) {
    this.#forMs = forSeconds * 1000;
  }

  analysis({ faces }: FrameAnalysis, monotonicMs: number): null {
    if (faces.length > 0) this.#begin(null);
    else if (this.#sinceMs === null) this.#begin(monotonicMs);
    return null;
  }

  source({ kind }: SourceState): void {
    if (kind !== 'running') this.#begin(null);
  }

  tick(monotonicMs: number): RuleData | null {
    if (this.#sinceMs === null || this.#isTold) return null;
    const forMs = monotonicMs - this.#sinceMs;
    if (forMs < this.#forMs) return null;
    this.#isTold = true;
    return { forSeconds: Math.round(forMs / 1000) };
  }

  #begin(sinceMs: number | null): void {
    this.#sinceMs = sinceMs;
    this.#isTold = false;
  }
}

/** A camera that is tried again and again is lost all the while. */
class CameraLostRule implements RuleState {
  readonly #forMs: number;
  #lost: { readonly sinceMs: number; code: string } | null = null;
  #isTold = false;

  constructor(forSeconds: number) {
    this.#forMs = forSeconds * 1000;
  }

  source(state: SourceState, monotonicMs: number): void {
    if (state.kind === 'degraded') {
      this.#lost ??= { sinceMs: monotonicMs, code: state.code };
      this.#lost.code = state.code;
    } else if (state.kind !== 'starting') {
      this.#lost = null;
      this.#isTold = false;
    }
  }

  tick(monotonicMs: number): RuleData | null {
    if (this.#lost === null || this.#isTold) return null;
    const forMs = monotonicMs - this.#lost.sinceMs;
    if (forMs < this.#forMs) return null;
    this.#isTold = true;
    return { code: this.#lost.code, forSeconds: Math.round(forMs / 1000) };
  }
}

function endedVisit(visit: EndedVisit, minSeconds: number): RuleData | null {
  if (visit.dwellMs < minSeconds * 1000) return null;
  const shownSeconds = EXPRESSIONS.map((name, i) => [name, tenths(visit.expressionMs[i] ?? 0)]);
  return {
    dwellSeconds: tenths(visit.dwellMs),
    visitor: visit.visitor,
    dominant: visit.dominant,
    expressionSeconds: Object.fromEntries(shownSeconds),
  };
}

function tenths(ms: number): number {
  return Math.round(ms / 100) / 10;
}
