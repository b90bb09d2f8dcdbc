import type { Clock } from '../core/clock.js';

const WINDOW_MS = 15 * 60_000;
const TRIES_PER_ADDRESS_AND_NAME = 5;
const TRIES_PER_ADDRESS = 20;
const TRIES_PER_NAME = 50;
const FAMILIAR_MS = 30 * 86_400_000;
const MAX_KEYS = 10_000;

/**
 * Slows guessing down. An address may fail five times a quarter of an hour for one name;
 * a name may fail fifty times from everywhere, but an address that has signed in to it
 * before is exempt from that one, so that strangers cannot lock the owner out.
 */
export class LoginLimiter {
  readonly #clock: Clock;
  readonly #failures = new Map<string, number[]>();
  readonly #familiar = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds to wait before this try is allowed; 0 when it is. */
  waitMs(address: string, name: string): number {
    const pair = `${address} ${name.toLowerCase()}`;
    const known = this.#familiar.get(pair);
    const isFamiliar = known !== undefined && this.#clock.monotonicMs() - known < FAMILIAR_MS;
    return Math.max(
      this.#wait(`pair ${pair}`, TRIES_PER_ADDRESS_AND_NAME),
      this.#wait(`address ${address}`, TRIES_PER_ADDRESS),
      isFamiliar ? 0 : this.#wait(`name ${name.toLowerCase()}`, TRIES_PER_NAME),
    );
  }

  /** Counts a try before the password is checked, so that tries side by side are counted too. */
  tried(address: string, name: string): void {
    for (const key of this.#keys(address, name)) {
      const recent = this.#recent(key);
      recent.push(this.#clock.monotonicMs());
      this.#failures.delete(key);
      this.#failures.set(key, recent);
      const oldest = this.#failures.keys().next();
      if (this.#failures.size > MAX_KEYS && !oldest.done) this.#failures.delete(oldest.value);
    }
  }

  succeeded(address: string, name: string): void {
    const pair = `${address} ${name.toLowerCase()}`;
    this.#failures.delete(`pair ${pair}`);
    this.#failures.delete(`address ${address}`);
    if (this.#familiar.size >= MAX_KEYS) this.#familiar.clear();
    this.#familiar.set(pair, this.#clock.monotonicMs());
  }

  #keys(address: string, name: string): readonly string[] {
    const lower = name.toLowerCase().slice(0, 40);
    return [`pair ${address} ${lower}`, `address ${address}`, `name ${lower}`];
  }

  #recent(key: string): number[] {
    const sinceMs = this.#clock.monotonicMs() - WINDOW_MS;
    return (this.#failures.get(key) ?? []).filter((atMs) => atMs > sinceMs).slice(-TRIES_PER_NAME);
  }

  #wait(key: string, tries: number): number {
    const recent = this.#recent(key);
    const first = recent[recent.length - tries];
    return first === undefined ? 0 : first + WINDOW_MS - this.#clock.monotonicMs();
  }
}
