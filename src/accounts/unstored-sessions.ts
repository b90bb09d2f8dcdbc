/** Many more than people who would sign in while a disk is full; the oldest go first. */
const MAX_KEPT = 100;

/** A session in memory. It is good for as long as the user's password has this hash. */
interface UnstoredSession {
  readonly userId: number;
  readonly passwordHash: string;
  /** By a clock that nobody sets. */
  readonly beganMs: number;
}

/**
 * Sessions that could not be written down, begun and ended, by the hash of their secret: on a full
 * disk an administrator must still get in to see that, and out. They end with the process.
 */
export class UnstoredSessions {
  readonly #begun = new Map<string, UnstoredSession>();
  readonly #ended = new Set<string>();
  readonly #maxAgeMs: number;

  /** A session is good for `maxAgeMs`. */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  begin(hash: string, session: UnstoredSession): void {
    this.#begun.set(hash, session);
    dropOldest(this.#begun);
  }

  /** A session begun here, or null. */
  find(hash: string, nowMs: number): UnstoredSession | null {
    const session = this.#begun.get(hash);
    return session !== undefined && nowMs - session.beganMs <= this.#maxAgeMs ? session : null;
  }

  /** `isDeleted`: no stored one is left that would have to be refused. */
  end(hash: string, isDeleted: boolean): void {
    this.#begun.delete(hash);
    if (isDeleted) return;
    this.#ended.add(hash);
    dropOldest(this.#ended);
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
