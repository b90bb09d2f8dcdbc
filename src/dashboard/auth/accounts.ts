import { createHash, randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Clock } from '../../core/clock.js';
import { refuse, requireName, requirePassword } from './account-rules.js';
import { openAccountDatabase } from './account-schema.js';
import type { AuditRow, Role, Scope, SignedIn, TokenRow, UserRow } from './account-types.js';
import { generatePassword, hashPassword, verifyPassword } from './password.js';
import { UnstoredSessions } from './unstored-sessions.js';

const IDLE_MS = 12 * 3_600_000;
const ABSOLUTE_MS = 14 * 86_400_000;
/** A session's last use is written at most this often. */
const TOUCH_MS = 60_000;
/** How far ahead of the clock a session may have begun: small corrections set it back. */
const FUTURE_MS = 86_400_000;
const MAX_SESSIONS_PER_USER = 20;
const MAX_USERS = 200;
const MAX_TOKENS = 100;
const AUDIT_ROWS_KEPT = 10_000;
const TOKEN_PREFIX = 'ekspresi_';

const digest = (secret: string) => createHash('sha256').update(secret).digest('base64url');

export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly detail?: string;
  readonly address?: string;
}

/** A full or read-only disk, or another program that holds the file. */
function isUnwritable(error: unknown): boolean {
  const code = String((error as { code?: unknown }).code);
  return /^SQLITE_(FULL|READONLY|IOERR|BUSY|CANTOPEN)/.test(code);
}

/** Users, their sessions, tokens of programs and the audit log; one small database. */
export class Accounts {
  /** A hash of nothing anybody knows: unknown names take as long as wrong passwords. */
  readonly #decoyHash = hashPassword(randomBytes(16).toString('hex'));
  readonly #unstored = new UnstoredSessions(IDLE_MS);
  readonly #database: Database.Database;
  readonly #clock: Clock;

  constructor(database: Database.Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  close(): void {
    this.#database.close();
  }

  /** In the order of making. */
  list(): readonly UserRow[] {
    return this.#database
      .prepare(
        `SELECT id, name, role, created_ms AS createdAtMs, last_sign_in_ms AS lastSignInMs
         FROM users ORDER BY id`,
      )
      .all() as UserRow[];
  }

  find(name: string): UserRow | null {
    return this.list().find((user) => user.name.toLowerCase() === name.toLowerCase()) ?? null;
  }

  /**
   * Makes a user; without `password` one is generated. Returns the password.
   * @throws EkspresiError `USAGE` for a name in use, a bad name or password.
   */
  async create(name: string, role: Role, password = generatePassword()): Promise<string> {
    requireName(name);
    requirePassword(password);
    if (this.find(name)) refuse(`There is already a user ${name}`, 'Choose another name.');
    if (this.list().length >= MAX_USERS) refuse(`There are already ${MAX_USERS} users`, '');
    this.#database
      .prepare('INSERT INTO users (name, role, password, created_ms) VALUES (?, ?, ?, ?)')
      .run(name, role, await hashPassword(password), this.#clock.nowMs());
    return password;
  }

  /** Makes an administrator where there is none; its name and password, or null. */
  async ensureAdministrator(): Promise<{
    readonly name: string;
    readonly password: string;
  } | null> {
    if (this.list().some(({ role }) => role === 'administrator')) return null;
    let name = 'admin';
    for (let copy = 2; this.find(name) !== null; copy++) name = `admin-${copy}`;
    return { name, password: await this.create(name, 'administrator') };
  }

  /** Sets a password (generated if none is given) and ends all sessions of the user. */
  async reset(name: string, password = generatePassword()): Promise<string> {
    const user = this.#require(name);
    requirePassword(password);
    const hash = await hashPassword(password);
    this.#database.transaction(() => {
      this.#database.prepare('UPDATE users SET password = ? WHERE id = ?').run(hash, user.id);
      this.#database.prepare('DELETE FROM sessions WHERE user_id = ?').run(user.id);
    })();
    this.#unstored.endAllOf(user.id);
    return password;
  }

  /** @throws EkspresiError `USAGE` for an unknown name and for the last administrator. */
  remove(name: string): void {
    const user = this.#require(name);
    const administrators = this.list().filter(({ role }) => role === 'administrator');
    if (user.role === 'administrator' && administrators.length === 1) {
      refuse(`${user.name} is the last administrator`, 'Make another administrator first.');
    }
    this.#database.prepare('DELETE FROM users WHERE id = ?').run(user.id);
    // Its number may be the next user's.
    this.#unstored.endAllOf(user.id);
  }

  /** The user, or null. Unknown names and wrong passwords cost the same time. */
  async authenticate(name: string, password: string): Promise<UserRow | null> {
    const user = name.length <= 40 ? this.find(name) : null;
    const row = user
      ? (this.#database.prepare('SELECT password FROM users WHERE id = ?').get(user.id) as
          | { password: string }
          | undefined)
      : undefined;
    const right = await verifyPassword(password, row?.password ?? (await this.#decoyHash));
    return user && row && right ? user : null;
  }

  /** A new session's secret, for the cookie; only its hash is stored. */
  beginSession(userId: number): string {
    const secret = randomBytes(32).toString('base64url');
    try {
      this.#storeSession(secret, userId);
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      this.#unstored.begin(digest(secret), userId, this.#clock.monotonicMs());
    }
    return secret;
  }

  #storeSession(secret: string, userId: number): void {
    const nowMs = this.#clock.nowMs();
    this.#database.transaction(() => {
      this.#database
        .prepare(
          `DELETE FROM sessions WHERE token_hash IN (
             SELECT token_hash FROM sessions WHERE user_id = ?
             ORDER BY seen_ms DESC LIMIT -1 OFFSET ?)`,
        )
        .run(userId, MAX_SESSIONS_PER_USER - 1);
      this.#database
        .prepare(
          'INSERT INTO sessions (token_hash, user_id, created_ms, seen_ms) VALUES (?, ?, ?, ?)',
        )
        .run(digest(secret), userId, nowMs, nowMs);
      this.#database
        .prepare('UPDATE users SET last_sign_in_ms = ? WHERE id = ?')
        .run(nowMs, userId);
    })();
  }

  /**
   * Who owns a session that is neither idle nor too old, else null. A box's clock may jump by months
   * and back: what is too old now is refused but not forgotten, and what was begun in the future is
   * refused too, or it would last so much longer.
   */
  session(secret: string): SignedIn | null {
    const hash = digest(secret);
    const nowMs = this.#clock.nowMs();
    if (this.#unstored.isEnded(hash)) return null;
    const row = this.#database
      .prepare(
        `SELECT u.id AS userId, u.name, u.role, s.created_ms AS createdMs, s.seen_ms AS seenMs
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ?`,
      )
      .get(hash) as
      | { userId: number; name: string; role: Role; createdMs: number; seenMs: number }
      | undefined;
    if (!row) return this.#unstoredSession(hash);
    const isTooOld = nowMs - row.seenMs > IDLE_MS || nowMs - row.createdMs > ABSOLUTE_MS;
    if (isTooOld || row.createdMs - nowMs > FUTURE_MS) return null;
    if (Math.abs(nowMs - row.seenMs) > TOUCH_MS) {
      this.#atBest('UPDATE sessions SET seen_ms = ? WHERE token_hash = ?', nowMs, hash);
    }
    return { userId: row.userId, name: row.name, role: row.role, by: 'session' };
  }

  #unstoredSession(hash: string): SignedIn | null {
    const userId = this.#unstored.userOf(hash, this.#clock.monotonicMs());
    const user = userId === null ? undefined : this.list().find(({ id }) => id === userId);
    return user ? { userId: user.id, name: user.name, role: user.role, by: 'session' } : null;
  }

  endSession(secret: string): void {
    const hash = digest(secret);
    const isDeleted = this.#atBest('DELETE FROM sessions WHERE token_hash = ?', hash);
    this.#unstored.end(hash, isDeleted);
  }

  tokens(): readonly TokenRow[] {
    return this.#database
      .prepare(
        `SELECT id, name, scope, created_ms AS createdAtMs, last_used_ms AS lastUsedMs
         FROM tokens ORDER BY id`,
      )
      .all() as TokenRow[];
  }

  /** A token for a program; shown once, stored as a hash. */
  createToken(name: string, scope: Scope): string {
    requireName(name);
    if (this.tokens().length >= MAX_TOKENS) refuse(`There are already ${MAX_TOKENS} tokens`, '');
    const secret = TOKEN_PREFIX + randomBytes(32).toString('base64url');
    this.#database
      .prepare('INSERT INTO tokens (name, scope, token_hash, created_ms) VALUES (?, ?, ?, ?)')
      .run(name, scope, digest(secret), this.#clock.nowMs());
    return secret;
  }

  removeToken(id: number): boolean {
    return this.#database.prepare('DELETE FROM tokens WHERE id = ?').run(id).changes > 0;
  }

  token(secret: string): SignedIn | null {
    if (!secret.startsWith(TOKEN_PREFIX)) return null;
    const nowMs = this.#clock.nowMs();
    const row = this.#database
      .prepare('SELECT id, name, scope, last_used_ms AS usedMs FROM tokens WHERE token_hash = ?')
      .get(digest(secret)) as
      | { id: number; name: string; scope: Scope; usedMs: number | null }
      | undefined;
    if (!row) return null;
    if (row.usedMs === null || Math.abs(nowMs - row.usedMs) > TOUCH_MS) {
      this.#atBest('UPDATE tokens SET last_used_ms = ? WHERE id = ?', nowMs, row.id);
    }
    const role = row.scope === 'admin' ? 'administrator' : 'viewer';
    return { userId: -row.id, name: `token:${row.name}`, role, by: 'token' };
  }

  audit(entry: AuditEntry): void {
    const { actor, action, detail = '', address = '' } = entry;
    this.#atBest(
      'INSERT INTO audit (at_ms, actor, action, detail, address) VALUES (?, ?, ?, ?, ?)',
      this.#clock.nowMs(),
      actor.slice(0, 80),
      action,
      detail.slice(0, 500),
      address,
    );
    this.#atBest('DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?', AUDIT_ROWS_KEPT);
  }

  /**
   * Writes where the disk lets it: a full one must not keep people from seeing that it is full. False
   * where it could not.
   */
  #atBest(sql: string, ...values: readonly (string | number)[]): boolean {
    try {
      this.#database.prepare(sql).run(...values);
      return true;
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      return false;
    }
  }

  /** Newest first. */
  auditLog(limit = 100): readonly AuditRow[] {
    return this.#database
      .prepare(
        'SELECT id, at_ms AS atMs, actor, action, detail, address FROM audit ORDER BY id DESC LIMIT ?',
      )
      .all(Math.min(500, Math.max(1, limit))) as AuditRow[];
  }

  /** Small facts of the installation, such as the operator's declaration. */
  fact(name: string): string | null {
    const row = this.#database.prepare('SELECT value FROM facts WHERE name = ?').get(name) as
      | { value: string }
      | undefined;
    return row?.value ?? null;
  }

  setFact(name: string, value: string): void {
    this.#database
      .prepare(
        'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, value);
  }

  removeFact(name: string): void {
    this.#database.prepare('DELETE FROM facts WHERE name = ?').run(name);
  }

  #require(name: string): UserRow {
    return this.find(name) ?? refuse(`There is no user ${name}`, 'See `ekspresi user list`.');
  }
}

/**
 * The accounts of a data folder; also while the daemon runs.
 * @throws EkspresiError as {@link openAccountDatabase}
 */
export function openAccounts(dataDir: string, clock: Clock): Accounts {
  return new Accounts(openAccountDatabase(dataDir), clock);
}
