import type { Clock } from '../core/clock.js';
import type { SourceState } from '../core/source-state.js';
import type { Store } from '../store/store.js';

/** Longer than the tracker remembers a face, so that nobody gets back a number that has left. */
const GONE_AFTER_MS = 12_000;
const LOOK_EVERY_MS = 2000;

export interface AbsenceTimeoutDeps {
  readonly store: Pick<Store, 'endFaces'>;
  readonly clock: Clock;
}

/**
 * Lets the faces in view leave when no pictures come any more: nothing else would say so until the
 * camera is back, which may take weeks.
 */
export class AbsenceTimeout {
  readonly #deps: AbsenceTimeoutDeps;
  #silentSinceMs: number | null = null;
  #isVacant = false;

  constructor(deps: AbsenceTimeoutDeps) {
    this.#deps = deps;
  }

  /** True when the faces were let go: a picture from before that is still analysed tells nothing. */
  get isVacant(): boolean {
    return this.#isVacant;
  }

  sourceChanged({ kind }: Pick<SourceState, 'kind'>): void {
    if (kind === 'running') {
      this.#silentSinceMs = null;
      this.#isVacant = false;
    } else {
      this.#silentSinceMs ??= this.#deps.clock.monotonicMs();
    }
  }

  /** Looks again and again until `signal` aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    while (!signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
      if (!signal.aborted) this.#look();
    }
  }

  #look(): void {
    const { store, clock } = this.#deps;
    if (this.#isVacant || this.#silentSinceMs === null) return;
    if (clock.monotonicMs() - this.#silentSinceMs < GONE_AFTER_MS) return;
    this.#isVacant = true;
    store.endFaces();
  }
}
