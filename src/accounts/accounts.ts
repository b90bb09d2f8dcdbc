import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Clock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { requireName, requirePassword } from './account-rules.js';
import { openAccountDatabase } from './account-schema.js';
import type { AuditAction, AuditRow, Role, UserRow } from './account-types.js';
import { LenientWriter } from './lenient-writer.js';
import { generatePassword, hashPassword, verifyPassword } from './password.js';
import { Sessions } from './sessions.js';
import { SignInLimiter } from './sign-in-limiter.js';
import { StreamTokens } from './stream-tokens.js';
import { Tokens } from './tokens.js';

const MAX_USERS = 200;
const AUDIT_ROWS_KEPT = 10_000;

interface AuditEntry {
  readonly actor: string;
  readonly action: AuditAction;
  readonly detail?: string;
  readonly address?: string;
}

/** Users, their sessions, tokens of programs and the audit log; one small database. */
export class Accounts {
  /** A hash of nothing anybody knows: unknown names take as long as wrong passwords. */
  readonly #decoyHash = hashPassword(randomBytes(16).toString('hex'));
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly streamTokens: StreamTokens;
  readonly signIns: SignInLimiter;
  readonly #database: Database.Database;
  readonly #clock: Clock;
  readonly #writer: LenientWriter;

  constructor(database: Database.Database, clock: Clock, log: Log) {
    this.#database = database;
    this.#clock = clock;
    this.#writer = new LenientWriter(database, log);
    this.sessions = new Sessions(database, clock, this.#writer);
    this.tokens = new Tokens(database, clock, this.#writer);
    this.streamTokens = new StreamTokens(this.tokens, clock);
    this.signIns = new SignInLimiter(database, clock, this.#writer);
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
   * @throws EkspresiError `USAGE` for a bad name or password, `ACCOUNT_REFUSED` for a name in use.
   */
  async create(name: string, role: Role, password = generatePassword()): Promise<string> {
    requireName(name);
    requirePassword(password);
    if (this.find(name)) throw new EkspresiError('user-exists', { name });
    if (this.list().length >= MAX_USERS)
      throw new EkspresiError('too-many-users', { count: MAX_USERS });
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

  /**
   * Sets a password (generated if none is given), ends all sessions of the user and lifts a lock
   * that wrong passwords have brought about.
   */
  async reset(name: string, password = generatePassword()): Promise<string> {
    const user = this.#require(name);
    requirePassword(password);
    const hash = await hashPassword(password);
    this.#database.transaction(() => {
      this.#database.prepare('UPDATE users SET password = ? WHERE id = ?').run(hash, user.id);
      this.sessions.deleteStoredOf(user.id);
      this.signIns.lift(name);
    })();
    return password;
  }

  /** @throws EkspresiError `ACCOUNT_REFUSED` for an unknown name and for the last administrator. */
  remove(name: string): void {
    const user = this.#require(name);
    const administrators = this.list().filter(({ role }) => role === 'administrator');
    if (user.role === 'administrator' && administrators.length === 1) {
      throw new EkspresiError('last-administrator', { name: user.name });
    }
    this.#database.prepare('DELETE FROM users WHERE id = ?').run(user.id);
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

  /** Notes who did what, where the disk lets it; the oldest rows go. */
  audit(entry: AuditEntry): void {
    const { actor, action, detail = '', address = '' } = entry;
    const isWritten = this.#writer.run(
      'INSERT INTO audit (at_ms, actor, action, detail, address) VALUES (?, ?, ?, ?, ?)',
      this.#clock.nowMs(),
      actor.slice(0, 80),
      action,
      detail.slice(0, 500),
      address,
    );
    if (!isWritten) return;
    this.#writer.run(
      'DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?',
      AUDIT_ROWS_KEPT,
    );
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

  #require(name: string): UserRow {
    const user = this.find(name);
    if (user === null) throw new EkspresiError('user-unknown', { name });
    return user;
  }
}

/**
 * The accounts of a data folder; also while the daemon runs.
 * @throws EkspresiError as {@link openAccountDatabase}
 */
export function openAccounts(dataDir: string, clock: Clock, log: Log): Accounts {
  return new Accounts(openAccountDatabase(dataDir), clock, log);
}
