import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Clock } from '../core/clock.js';
import type { Role, SignedIn } from './account-types.js';
import type { LenientWriter } from './lenient-writer.js';
import { secretDigest } from './secret-digest.js';
import { UnstoredSessions } from './unstored-sessions.js';

const IDLE_MS = 12 * 3_600_000;
const ABSOLUTE_MS = 14 * 86_400_000;
/** A session's last use is written at most this often. */
const TOUCH_MS = 60_000;
/** How far ahead of the clock a session may have begun: small corrections set it back. */
const FUTURE_MS = 86_400_000;
const MAX_PER_USER = 20;

interface StoredSession {
  readonly userId: number;
  readonly name: string;
  readonly role: Role;
  readonly createdMs: number;
  readonly seenMs: number;
}

/** The sessions of browsers: what is in their cookies, kept as hashes. */
export class Sessions {
  readonly #unstored = new UnstoredSessions(IDLE_MS);
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #writer: LenientWriter;

  constructor(database: Database.Database, clock: Clock, writer: LenientWriter) {
    this.#database = database;
    this.#clock = clock;
    this.#writer = writer;
  }

  /** A new session's secret, for the cookie; only its hash is stored. */
  begin(userId: number): string {
    const secret = randomBytes(32).toString('base64url');
    const isStored = this.#writer.attempt(() => this.#store(secretDigest(secret), userId));
    if (!isStored) {
      this.#unstored.begin(secretDigest(secret), {
        userId,
        passwordHash: this.#passwordHash(userId),
        beganMs: this.#clock.monotonicMs(),
      });
    }
    return secret;
  }

  #store(hash: string, userId: number): number {
    const nowMs = this.#clock.nowMs();
    return this.#database.transaction(() => {
      // Sessions of a time when the clock was ahead are of no use and would outlast all others.
      this.#database
        .prepare(
          `DELETE FROM sessions WHERE token_hash IN (
             SELECT token_hash FROM sessions WHERE user_id = ?
             ORDER BY created_ms > ?, seen_ms DESC LIMIT -1 OFFSET ?)`,
        )
        .run(userId, nowMs + FUTURE_MS, MAX_PER_USER - 1);
      this.#database
        .prepare(
          'INSERT INTO sessions (token_hash, user_id, created_ms, seen_ms) VALUES (?, ?, ?, ?)',
        )
        .run(hash, userId, nowMs, nowMs);
      return this.#database
        .prepare('UPDATE users SET last_sign_in_ms = ? WHERE id = ?')
        .run(nowMs, userId).changes;
    })();
  }

  /**
   * Who owns a session that is neither idle nor too old, else null. A box's clock may jump by
   * months and back: what is too old now is refused but not forgotten, and what was begun in the
   * future is refused too, or it would last so much longer. With `isUse: false` it is looked at and
   * not used: a stream that is left open must not keep it from getting idle.
   */
  owner(secret: string, { isUse = true } = {}): SignedIn | null {
    const hash = secretDigest(secret);
    if (this.#unstored.isEnded(hash)) return null;
    const nowMs = this.#clock.nowMs();
    const row = this.#database
      .prepare(
        `SELECT u.id AS userId, u.name, u.role, s.created_ms AS createdMs, s.seen_ms AS seenMs
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ?`,
      )
      .get(hash) as StoredSession | undefined;
    if (!row) return this.#ownerOfUnstored(hash);
    const isTooOld = nowMs - row.seenMs > IDLE_MS || nowMs - row.createdMs > ABSOLUTE_MS;
    if (isTooOld || row.createdMs - nowMs > FUTURE_MS) return null;
    if (isUse && Math.abs(nowMs - row.seenMs) > TOUCH_MS) {
      this.#writer.run('UPDATE sessions SET seen_ms = ? WHERE token_hash = ?', nowMs, hash);
    }
    return { userId: row.userId, name: row.name, role: row.role, by: 'session' };
  }

  /** Another program may have removed the user or reset the password: then the hash is another. */
  #ownerOfUnstored(hash: string): SignedIn | null {
    const session = this.#unstored.find(hash, this.#clock.monotonicMs());
    if (session === null) return null;
    const user = this.#database
      .prepare('SELECT id AS userId, name, role FROM users WHERE id = ? AND password = ?')
      .get(session.userId, session.passwordHash) as
      | { userId: number; name: string; role: Role }
      | undefined;
    return user === undefined ? null : { ...user, by: 'session' };
  }

  /** Empty, which is no hash, for a user who was removed meanwhile. */
  #passwordHash(userId: number): string {
    const row = this.#database.prepare('SELECT password FROM users WHERE id = ?').get(userId);
    return (row as { password: string } | undefined)?.password ?? '';
  }

  end(secret: string): void {
    const hash = secretDigest(secret);
    const isDeleted = this.#writer.run('DELETE FROM sessions WHERE token_hash = ?', hash);
    this.#unstored.end(hash, isDeleted);
  }

  /**
   * Ends those of one user that are stored; others end with the password's hash.
   * @throws SqliteError where the disk refuses
   */
  deleteStoredOf(userId: number): void {
    this.#database.prepare('DELETE FROM sessions WHERE user_id = ?').run(userId);
  }
}
