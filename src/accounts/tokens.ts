import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Clock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import { requireName } from './account-rules.js';
import type { Scope, SignedIn, TokenRow } from './account-types.js';
import type { LenientWriter } from './lenient-writer.js';
import { secretDigest } from './secret-digest.js';

const PREFIX = 'ekspresi_';
const MAX_TOKENS = 100;
/** A token's last use is written at most this often. */
const TOUCH_MS = 60_000;

/** The tokens with which programs sign in; kept as hashes. */
export class Tokens {
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #writer: LenientWriter;

  constructor(database: Database.Database, clock: Clock, writer: LenientWriter) {
    this.#database = database;
    this.#clock = clock;
    this.#writer = writer;
  }

  /** In the order of making. */
  list(): readonly TokenRow[] {
    return this.#database
      .prepare(
        `SELECT id, name, scope, created_ms AS createdAtMs, last_used_ms AS lastUsedMs
         FROM tokens ORDER BY id`,
      )
      .all() as TokenRow[];
  }

  /**
   * A token for a program; shown once, stored as a hash.
   * @throws EkspresiError `USAGE` for a bad name, `ACCOUNT_REFUSED` for too many of them
   */
  create(name: string, scope: Scope): string {
    requireName(name);
    if (this.list().length >= MAX_TOKENS)
      throw new EkspresiError('too-many-tokens', { count: MAX_TOKENS });
    const secret = PREFIX + randomBytes(32).toString('base64url');
    this.#database
      .prepare('INSERT INTO tokens (name, scope, token_hash, created_ms) VALUES (?, ?, ?, ?)')
      .run(name, scope, secretDigest(secret), this.#clock.nowMs());
    return secret;
  }

  /** Whether there was one. */
  remove(id: number): boolean {
    return this.#database.prepare('DELETE FROM tokens WHERE id = ?').run(id).changes > 0;
  }

  /** Who signs in with it, or null. */
  owner(secret: string): SignedIn | null {
    if (!secret.startsWith(PREFIX)) return null;
    const nowMs = this.#clock.nowMs();
    const row = this.#database
      .prepare('SELECT id, name, scope, last_used_ms AS usedMs FROM tokens WHERE token_hash = ?')
      .get(secretDigest(secret)) as
      | { id: number; name: string; scope: Scope; usedMs: number | null }
      | undefined;
    if (!row) return null;
    if (row.usedMs === null || Math.abs(nowMs - row.usedMs) > TOUCH_MS) {
      this.#writer.run('UPDATE tokens SET last_used_ms = ? WHERE id = ?', nowMs, row.id);
    }
    const role = row.scope === 'admin' ? 'administrator' : 'viewer';
    return { userId: -row.id, name: `token:${row.name}`, role, by: 'token', scope: row.scope };
  }
}
