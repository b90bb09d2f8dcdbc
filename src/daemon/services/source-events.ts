import { type KioskEvent, kioskEvent } from '../../core/event-table.js';
import type { SourceState } from '../../core/source-state.js';

/** With more changes than this in an hour they are no longer reported one by one. */
const MOST_CHANGES = 6;
const HOUR_MS = 3_600_000;
/** A state that has held for so long is reported, whatever was before. */
const HELD_MS = 600_000;

/**
 * Reports how the source comes and goes. A retry that fails for the same reason again is not
 * reported twice, and a camera with a loose plug once an hour: it may come and go all year.
 */
export class SourceEvents {
  #key = '';
  #sinceMs = 0;
  #isReported = true;
  /** The newest ones. */
  readonly #changesMs: number[] = [];
  #unsteadyReportedMs = Number.NEGATIVE_INFINITY;

  /** The event that a state is worth, or null. To be asked at each change, and now and then. */
  next(state: SourceState, name: string, monotonicMs: number): KioskEvent | null {
    const event = sourceEvent(state, name);
    if (event === null) return null;
    const key = state.kind === 'degraded' ? state.code : state.kind;
    if (key !== this.#key) {
      this.#key = key;
      this.#sinceMs = monotonicMs;
      this.#isReported = false;
      this.#changesMs.push(monotonicMs);
      if (this.#changesMs.length > MOST_CHANGES + 1) this.#changesMs.shift();
    }
    if (this.#isReported) return null;
    if (monotonicMs - this.#sinceMs >= HELD_MS || !this.#isUnsteady(monotonicMs)) {
      this.#isReported = true;
      return event;
    }
    if (monotonicMs - this.#unsteadyReportedMs < HOUR_MS) return null;
    this.#unsteadyReportedMs = monotonicMs;
    return kioskEvent('source-unsteady', { source: name });
  }

  #isUnsteady(monotonicMs: number): boolean {
    const [oldestMs = 0] = this.#changesMs;
    return this.#changesMs.length > MOST_CHANGES && monotonicMs - oldestMs < HOUR_MS;
  }
}

function sourceEvent(state: SourceState, name: string): KioskEvent | null {
  switch (state.kind) {
    case 'degraded':
      return kioskEvent('source-lost', {
        failure: state.failure ?? state.reason,
        ...{ source: name, code: state.code, remedy: state.remedy },
      });
    case 'running':
      return kioskEvent('source-running', { source: name });
    case 'ended':
      return kioskEvent('source-ended', { source: name });
    case 'closed':
      return kioskEvent('closed', {});
    // The command has told it already.
    case 'paused':
    case 'starting':
    case 'stopped':
      return null;
  }
}
