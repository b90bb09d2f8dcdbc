/** Many more than people who would sign in while a disk is full; the oldest go first. */
const MAX_KEPT = 100;

/**
 * Sessions that could not be written down, begun and ended, by the hash of their secret: on a full disk
 * an administrator must still get in to see that, and out. They end with the process.
 */
export class UnstoredSessions {
  readonly #begun = new Map<string, { readonly userId: number; readonly beganMs: number }>();
  readonly #ended = new Set<string>();
  readonly #idleMs: number;

  /** A session is good for `idleMs`. */
  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** `nowMs` by a clock that nobody sets. */
  begin(hash: string, userId: number, nowMs: number): void {
    this.#begun.set(hash, { userId, beganMs: nowMs });
    dropOldest(this.#begun);
  }

  /** The user of a session begun here, or null. */
  userOf(hash: string, nowMs: number): number | null {
    const session = this.#begun.get(hash);
    return session !== undefined && nowMs - session.beganMs <= this.#idleMs ? session.userId : null;
  }

  /** `isDeleted`: no stored one is left that would have to be refused. */
  end(hash: string, isDeleted: boolean): void {
    this.#begun.delete(hash);
    if (isDeleted) return;
    this.#ended.add(hash);
    dropOldest(this.#ended);
  }

  endAllOf(userId: number): void {
    for (const [hash, session] of this.#begun)
      if (session.userId === userId) this.#begun.delete(hash);
  }

  /** Whether it was ended, though the stored one may still be there. */
  isEnded(hash: string): boolean {
    return this.#ended.has(hash);
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>): void {
  for (const key of kept.keys()) {
    if (kept.size <= MAX_KEPT) return;
    kept.delete(key);
  }
}
