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
