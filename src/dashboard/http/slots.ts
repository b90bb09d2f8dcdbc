/** 200 messages a second in all, about a tenth of what the thread of the pages can do. */
const SHARE_OF_PLACE_MS = 5;

/** A bounded number of places for long answers. */
export class Slots {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  /**
   * Least time between two messages to each: with many taken it grows, so that all of them
   * together cost the program no more.
   */
  intervalMs(leastMs: number): number {
    return Math.max(leastMs, this.#taken * SHARE_OF_PLACE_MS);
  }

  /** A place and the way to give it back (once), or null when all are taken. */
  acquire(): (() => void) | null {
    if (this.#taken >= this.#limit) return null;
    this.#taken += 1;
    let held = true;
    return () => {
      if (held) this.#taken -= 1;
      held = false;
    };
  }
}
