import type { Clock } from '../../core/clock.js';
import type { Marker } from '../../core/marker.js';

/** The wall clock may be set by so much while a marker goes on. */
const JUMP_MS = 2000;

/** When the wall clock and one that does not jump were read for a marker that goes on. */
interface Begun {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/**
 * How long the markers that go on have done so by a clock that does not jump. Of those begun before
 * the program started only the wall clock knows.
 */
export class OpenMarkers {
  readonly #clock: Clock;
  readonly #begun = new Map<number, Begun>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin({ id }: Pick<Marker, 'id'>): void {
    this.#begun.set(id, {
      wallMs: this.#clock.nowMs(),
      monotonicMs: this.#clock.monotonicMs(),
    });
  }

  end(id: number): void {
    this.#begun.delete(id);
  }

  /** Since its beginning; not negative. */
  elapsedMs({ id, startMs }: Pick<Marker, 'id' | 'startMs'>): number {
    const begun = this.#begun.get(id);
    const nowMs = this.#clock.nowMs();
    if (begun === undefined) return Math.max(0, nowMs - startMs);
    const sinceMs = this.#clock.monotonicMs() - begun.monotonicMs;
    return Math.max(0, begun.wallMs - startMs + sinceMs);
  }

  /**
   * Where a marker ends that ends at this moment. Where the wall clock jumped since it began, no
   * span of the history is the one in which it took place: `isSure` is false then.
   */
  endNow(marker: Pick<Marker, 'id' | 'startMs'>): { readonly endMs: number; isSure: boolean } {
    const nowMs = this.#clock.nowMs();
    const expectedMs = Math.round(marker.startMs + this.elapsedMs(marker));
    const isSure = Math.abs(nowMs - expectedMs) <= JUMP_MS && nowMs >= marker.startMs;
    return { endMs: isSure ? Math.round(nowMs) : expectedMs, isSure };
  }
}
