import { isLoopback } from './client-address.js';

/** 200 messages a second in all, about a tenth of what the thread of the pages can do. */
const SHARE_OF_PLACE_MS = 5;
const MAX_RESERVE = 8;

export interface ConnectionLimits {
  readonly total: number;
  /** Most that one address may hold, so that nobody takes all of them. */
  readonly perAddress: number;
}

/**
 * A bounded number of places for long answers, shared out by address. The box itself is not held to
 * a share, since a proxy on it speaks for many, and a tenth of the places is kept for it: a screen
 * on the box is there whatever the network does.
 */
export class ConnectionLimiter {
  readonly #limits: ConnectionLimits;
  readonly #takenBy = new Map<string, number>();
  #taken = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /**
   * Least time between two messages to each: with many taken it grows, so that all of them
   * together cost the program no more.
   */
  intervalMs(leastMs: number): number {
    return Math.max(leastMs, this.#taken * SHARE_OF_PLACE_MS);
  }

  /** A place and the way to give it back (once), or null when `address` may have no more. */
  acquire(address: string): (() => void) | null {
    const takenByIt = this.#takenBy.get(address) ?? 0;
    if (!this.#mayTake(address, takenByIt)) return null;
    this.#count(address, 1);
    let held = true;
    return () => {
      if (held) this.#count(address, -1);
      held = false;
    };
  }

  #mayTake(address: string, takenByIt: number): boolean {
    const { total, perAddress } = this.#limits;
    if (isLoopback(address)) return this.#taken < total;
    const reserved = Math.min(MAX_RESERVE, Math.floor(total / 10));
    return takenByIt < perAddress && this.#taken < total - reserved;
  }

  #count(address: string, change: 1 | -1): void {
    this.#taken += change;
    const takenByIt = (this.#takenBy.get(address) ?? 0) + change;
    if (takenByIt === 0) this.#takenBy.delete(address);
    else this.#takenBy.set(address, takenByIt);
  }
}
