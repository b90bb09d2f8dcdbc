import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Clock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import { requireName, requireOrigins } from './account-rules.js';
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
    const rows = this.#database
      .prepare(
        `SELECT id, name, scope, origins, created_ms AS createdAtMs, last_used_ms AS lastUsedMs
         FROM tokens ORDER BY id`,
      )
      .all() as (Omit<TokenRow, 'origins'> & { origins: string })[];
    return rows.map((row) => ({ ...row, origins: originList(row.origins) }));
  }

  /** Whether pages of an origin may read with one of the tokens, whichever. */
  isKnownOrigin(origin: string): boolean {
    return this.list().some(({ origins }) => origins.includes(origin));
  }

  /**
   * A token for a program; shown once, stored as a hash.
   *
   * @param origins of the pages that may read with it, such as `https://signage.example.org`
   * @throws EkspresiError `USAGE` for a bad name or origin, `ACCOUNT_REFUSED` for too many of them
   */
  create(name: string, scope: Scope, origins: readonly string[] = []): string {
    requireName(name);
    requireOrigins(origins);
    if (this.list().length >= MAX_TOKENS)
      throw new EkspresiError('too-many-tokens', { count: MAX_TOKENS });
    const secret = PREFIX + randomBytes(32).toString('base64url');
    this.#database
      .prepare(
        'INSERT INTO tokens (name, scope, origins, token_hash, created_ms) VALUES (?, ?, ?, ?, ?)',
      )
      .run(name, scope, origins.join(' '), secretDigest(secret), this.#clock.nowMs());
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
      .prepare(
        'SELECT id, name, scope, origins, last_used_ms AS usedMs FROM tokens WHERE token_hash = ?',
      )
      .get(secretDigest(secret)) as
      | { id: number; name: string; scope: Scope; origins: string; usedMs: number | null }
      | undefined;
    if (!row) return null;
    if (row.usedMs === null || Math.abs(nowMs - row.usedMs) > TOUCH_MS) {
      this.#writer.run('UPDATE tokens SET last_used_ms = ? WHERE id = ?', nowMs, row.id);
    }
    const role = row.scope === 'admin' ? 'administrator' : 'viewer';
    const origins = originList(row.origins);
    return {
      userId: -row.id,
      name: `token:${row.name}`,
      role,
      by: 'token',
      scope: row.scope,
      origins,
    };
  }

  /** Who reads with a token of that id, whatever else it may; null where it was removed. */
  reader(id: number): SignedIn | null {
    const row = this.#database.prepare('SELECT name, origins FROM tokens WHERE id = ?').get(id) as
      | { name: string; origins: string }
      | undefined;
    if (!row) return null;
    const origins = originList(row.origins);
    return { userId: -id, name: `token:${row.name}`, role: 'viewer', by: 'token', origins };
  }
}

function originList(stored: string): readonly string[] {
  return stored.split(' ').filter((origin) => origin !== '');
}
