import { randomBytes } from 'node:crypto';
import type { Clock } from '../core/clock.js';
import type { SignedIn } from './account-types.js';
import { secretDigest } from './secret-digest.js';
import type { Tokens } from './tokens.js';

const PREFIX = 'ekspresi_stream_';
/** Long enough to open a stream, too short to be worth finding in a log. */
const LIFE_MS = 5 * 60_000;
const MAX_OF_TOKEN = 50;

interface StreamToken {
  readonly digest: string;
  readonly tokenId: number;
  readonly expiresMonotonicMs: number;
}

/**
 * Tokens that open a live stream and nothing else, for browsers: an EventSource sends no header, so
 * its token stands in the address. They live for five minutes, in memory, and no longer than the
 * token that they were asked for with.
 */
export class StreamTokens {
  readonly #tokens: Tokens;
  readonly #clock: Clock;
  /** Oldest first. */
  #known: readonly StreamToken[] = [];

  constructor(tokens: Tokens, clock: Clock) {
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** A token of the program with this token; the oldest of more than fifty goes. */
  create(tokenId: number): { readonly token: string; readonly expiresAtMs: number } {
    const nowMs = this.#clock.monotonicMs();
    const token = PREFIX + randomBytes(32).toString('base64url');
    const alive = this.#known.filter(({ expiresMonotonicMs }) => expiresMonotonicMs > nowMs);
    const others = alive.filter((known) => known.tokenId !== tokenId);
    const mine = alive.filter((known) => known.tokenId === tokenId).slice(1 - MAX_OF_TOKEN);
    const made = { digest: secretDigest(token), tokenId, expiresMonotonicMs: nowMs + LIFE_MS };
    this.#known = [...others, ...mine, made];
    return { token, expiresAtMs: this.#clock.nowMs() + LIFE_MS };
  }

  /**
   * Who opens a stream with it, and the way to ask later whether that one still may: for as long as
   * the program's own token is there. Null where it is unknown or too old.
   */
  owner(secret: string): (() => SignedIn | null) | null {
    if (!secret.startsWith(PREFIX)) return null;
    const digest = secretDigest(secret);
    const nowMs = this.#clock.monotonicMs();
    const known = this.#known.find((token) => token.digest === digest);
    if (known === undefined || known.expiresMonotonicMs <= nowMs) return null;
    return () => this.#tokens.reader(known.tokenId);
  }
}
