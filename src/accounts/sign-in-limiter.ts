import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Clock } from '../core/clock.js';
import type { LenientWriter } from './lenient-writer.js';
import { secretDigest } from './secret-digest.js';

const WINDOW_MS = 15 * 60_000;
const TRIES = { accountAndAddress: 5, address: 20, account: 50, device: 10 };
const MAX_TRIES_KEPT = 10_000;
const MAX_DEVICES_PER_USER = 20;
const DEVICE_MS = 400 * 86_400_000;

/** Who tries to sign in. */
interface SignInTry {
  readonly name: string;
  readonly address: string;
  /**
   * What the cookie of a browser says that has signed in before; not believed unless it is known.
   */
  readonly device: string | undefined;
}

interface StoredTry {
  readonly atMs: number;
  readonly name: string;
  readonly address: string;
  /** Hash of a known device, otherwise empty. */
  readonly device: string;
}

/**
 * Slows guessing down without locking the owner out. A quarter of an hour allows five tries for one
 * account from one address, twenty from one address, and fifty for one account from everywhere.
 * A browser that has signed in to the account before holds a device cookie; it has ten tries of its
 * own, which nobody else uses up (OWASP's "device cookies"). Tries and devices are kept with the
 * accounts: a restart forgets neither, and `ekspresi user reset` lifts a lock from outside.
 */
export class SignInLimiter {
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #writer: LenientWriter;
  /** Tries that the disk did not take. */
  #unstored: StoredTry[] = [];

  constructor(database: Database.Database, clock: Clock, writer: LenientWriter) {
    this.#database = database;
    this.#clock = clock;
    this.#writer = writer;
  }

  /** Milliseconds to wait before this try is allowed; 0 when it is. */
  waitMs(attempt: SignInTry): number {
    const { name, address, device } = this.#stored(attempt);
    if (device !== '') return this.#waitMs('device', device, TRIES.device);
    const pairMs = this.#recentMs(
      (row) => row.address === address && row.name === name && row.device === '',
      'address = ? AND name = ?',
      [address, name],
    );
    return Math.max(
      this.#untilFree(pairMs, TRIES.accountAndAddress),
      this.#waitMs('address', address, TRIES.address),
      this.#waitMs('name', name, TRIES.account),
    );
  }

  /** Counts a try before the password is checked, so that tries side by side are counted too. */
  tried(attempt: SignInTry): void {
    const row = this.#stored(attempt);
    const isWritten =
      this.#writer.run(
        'DELETE FROM sign_in_tries WHERE at_ms < ? OR at_ms > ?',
        row.atMs - WINDOW_MS,
        row.atMs + WINDOW_MS,
      ) &&
      this.#writer.run(
        'INSERT INTO sign_in_tries (at_ms, name, address, device) VALUES (?, ?, ?, ?)',
        ...[row.atMs, row.name, row.address, row.device],
      ) &&
      this.#writer.run(
        'DELETE FROM sign_in_tries WHERE id <= (SELECT max(id) FROM sign_in_tries) - ?',
        MAX_TRIES_KEPT,
      );
    if (isWritten) return;
    this.#unstored = [...this.#unstored.slice(1 - MAX_TRIES_KEPT), row];
  }

  /** Forgets the failures that led to a sign-in. Returns the device cookie's value. */
  succeeded(attempt: SignInTry, userId: number): string {
    const { name, address, device } = this.#stored(attempt);
    this.#unstored = this.#unstored.filter((row) => row.name !== name || row.address !== address);
    this.#writer.run(
      'DELETE FROM sign_in_tries WHERE name = ? AND (address = ? OR device = ?) AND device = ?',
      ...[name, address, device, device],
    );
    return this.#remember(userId, device === '' ? undefined : attempt.device);
  }

  /** Lifts the lock of an account, and of every address that has tried it. */
  lift(name: string): void {
    const lower = accountKey(name);
    this.#unstored = [];
    this.#database
      .prepare(
        `DELETE FROM sign_in_tries WHERE name = ?
         OR address IN (SELECT address FROM sign_in_tries WHERE name = ? AND address <> '')`,
      )
      .run(lower, lower);
  }

  #remember(userId: number, known: string | undefined): string {
    const secret = known ?? randomBytes(24).toString('base64url');
    const nowMs = this.#clock.nowMs();
    this.#writer.attempt(
      () =>
        this.#database
          .prepare(
            `INSERT INTO devices (token_hash, user_id, seen_ms) VALUES (?, ?, ?)
             ON CONFLICT (token_hash) DO UPDATE SET seen_ms = excluded.seen_ms`,
          )
          .run(secretDigest(secret), userId, nowMs).changes,
    );
    this.#writer.run(
      `DELETE FROM devices WHERE token_hash IN (
         SELECT token_hash FROM devices WHERE user_id = ? ORDER BY seen_ms DESC LIMIT -1 OFFSET ?)`,
      userId,
      MAX_DEVICES_PER_USER,
    );
    return secret;
  }

  /** A known device stands for itself: its tries count for no address. */
  #stored({ name, address, device }: SignInTry): StoredTry {
    const atMs = this.#clock.nowMs();
    const key = { atMs, name: accountKey(name) };
    const hash = device === undefined || device.length > 100 ? '' : secretDigest(device);
    const isKnown =
      hash !== '' &&
      this.#database
        .prepare(
          `SELECT 1 FROM devices d JOIN users u ON u.id = d.user_id
           WHERE d.token_hash = ? AND u.name = ? AND d.seen_ms > ?`,
        )
        .get(hash, name, atMs - DEVICE_MS) !== undefined;
    return isKnown ? { ...key, address: '', device: hash } : { ...key, address, device: '' };
  }

  #waitMs(column: 'device' | 'address' | 'name', value: string, tries: number): number {
    const isOwn = column === 'device';
    const times = this.#recentMs(
      (row) => row[column] === value && (isOwn || row.device === ''),
      `${column} = ?`,
      [value],
      isOwn ? '' : "AND device = ''",
    );
    return this.#untilFree(times, tries);
  }

  /** Times of the recent tries, oldest first. */
  #recentMs(
    matches: (row: StoredTry) => boolean,
    where: string,
    values: readonly string[],
    also = "AND device = ''",
  ): readonly number[] {
    const nowMs = this.#clock.nowMs();
    const sinceMs = nowMs - WINDOW_MS;
    // A try of the future was noted before the clock was set back.
    const stored = this.#database
      .prepare(
        `SELECT at_ms FROM sign_in_tries
         WHERE ${where} ${also} AND at_ms > ? AND at_ms <= ? ORDER BY at_ms`,
      )
      .pluck()
      .all(...values, sinceMs, nowMs + WINDOW_MS) as number[];
    const others = this.#unstored.filter((row) => matches(row) && row.atMs > sinceMs);
    return [...stored, ...others.map(({ atMs }) => atMs)].sort((a, b) => a - b);
  }

  #untilFree(timesMs: readonly number[], tries: number): number {
    const first = timesMs[timesMs.length - tries];
    return first === undefined ? 0 : Math.max(1, first + WINDOW_MS - this.#clock.nowMs());
  }
}

function accountKey(name: string): string {
  return name.toLowerCase().slice(0, 40);
}
