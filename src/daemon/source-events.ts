import type { EventKind } from '../core/event-table.js';
import type { SourceState } from '../core/source-state.js';

/** One line of the events list. */
export interface KioskEvent {
  readonly level: 'info' | 'warning' | 'error';
  readonly kind: EventKind;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** With more changes than this in an hour they are no longer told one by one. */
const MOST_CHANGES = 6;
const HOUR_MS = 3_600_000;
/** A state that has held for so long is told, whatever was before. */
const HELD_MS = 600_000;

/**
 * Tells how the source comes and goes. A retry that fails for the same reason again is not told
 * twice, and a camera with a loose plug is told once an hour: it may come and go all year.
 */
export class SourceEvents {
  #key = '';
  #sinceMs = 0;
  #isTold = true;
  /** The newest ones. */
  readonly #changesMs: number[] = [];
  #unsteadyToldMs = Number.NEGATIVE_INFINITY;

  /** The event that a state is worth, or null. To be asked at each change, and now and then. */
  next(state: SourceState, name: string, monotonicMs: number): KioskEvent | null {
    const event = sourceEvent(state, name);
    if (event === null) return null;
    const key = state.kind === 'degraded' ? state.code : state.kind;
    if (key !== this.#key) {
      this.#key = key;
      this.#sinceMs = monotonicMs;
      this.#isTold = false;
      this.#changesMs.push(monotonicMs);
      if (this.#changesMs.length > MOST_CHANGES + 1) this.#changesMs.shift();
    }
    if (this.#isTold) return null;
    if (monotonicMs - this.#sinceMs >= HELD_MS || !this.#isUnsteady(monotonicMs)) {
      this.#isTold = true;
      return event;
    }
    if (monotonicMs - this.#unsteadyToldMs < HOUR_MS) return null;
    this.#unsteadyToldMs = monotonicMs;
    return {
      level: 'warning',
      kind: 'source-unsteady',
      message: `${name} comes and goes again and again. Try another cable, or a powered hub.`,
      details: { source: name },
    };
  }

  #isUnsteady(monotonicMs: number): boolean {
    const [oldestMs = 0] = this.#changesMs;
    return this.#changesMs.length > MOST_CHANGES && monotonicMs - oldestMs < HOUR_MS;
  }
}

function sourceEvent(state: SourceState, name: string): KioskEvent | null {
  switch (state.kind) {
    case 'degraded':
      return {
        level: 'warning',
        kind: 'source-lost',
        message: state.reason,
        details: { source: name, code: state.code, remedy: state.remedy },
      };
    case 'running':
      return {
        level: 'info',
        kind: 'source-running',
        message: `Frames arrive from ${name}`,
        details: { source: name },
      };
    case 'ended':
      return {
        level: 'info',
        kind: 'source-ended',
        message: `${name} has ended`,
        details: { source: name },
      };
    case 'starting':
    case 'stopped':
      return null;
  }
}
