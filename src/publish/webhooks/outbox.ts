import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isCorruption } from '../../sqlite/sqlite-code.js';

const FILE = 'webhooks.db';
const MAX_WAITING = 1000;
const MAX_SETTLED = 200;
/** A wait can't be longer; one that seems so was written before the clock was set back. */
const LONGEST_WAIT_MS = 2 * 3_600_000;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hook TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    created_ms INTEGER NOT NULL,
    next_ms INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    status INTEGER,
    reason TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, hook, next_ms);
`;
const COLUMNS = `id, hook, body, state, created_ms AS createdAtMs, next_ms AS nextAtMs, tries,
  status, reason`;

export interface Delivery {
  readonly id: string;
  readonly hook: string;
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly createdAtMs: number;
  readonly nextAtMs: number;
  readonly tries: number;
  /** HTTP status of the last answer; null where there was none. */
  readonly status: number | null;
  /** Why the last try failed. */
  readonly reason: string | null;
}

/** Webhooks that wait to be delivered, and the last that were: a small database of its own. */
export class Outbox {
  readonly #database: Database.Database;

  /** A damaged one is begun anew: what it held were messages of the last hours. */
  constructor(dataDir: string, onDamage: (error: unknown) => void) {
    const path = join(dataDir, FILE);
    try {
      this.#database = open(path);
    } catch (error) {
      if (!isCorruption(error)) throw error;
      onDamage(error);
      for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
      this.#database = open(path);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Beyond a thousand that wait, the oldest are given up. */
  add(hook: string, body: string, nowMs: number): void {
    this.#database.transaction(() => {
      this.#database
        .prepare(
          'INSERT INTO deliveries (id, hook, body, created_ms, next_ms) VALUES (?, ?, ?, ?, ?)',
        )
        .run(`msg_${randomUUID()}`, hook, body, nowMs, nowMs);
      this.#database
        .prepare(
          `UPDATE deliveries SET state = 'given-up', reason = 'too many wait' WHERE number IN (
             SELECT number FROM deliveries WHERE state = 'waiting'
             ORDER BY number DESC LIMIT -1 OFFSET ?)`,
        )
        .run(MAX_WAITING);
      this.#prune();
    })();
  }

  /** The next of a hook, due or not; the oldest first among those that are due. */
  next(hook: string, nowMs: number): Delivery | null {
    const row = this.#database
      .prepare(
        `SELECT ${COLUMNS} FROM deliveries WHERE state = 'waiting' AND hook = ?
         ORDER BY max(next_ms, ?), number LIMIT 1`,
      )
      .get(hook, nowMs) as Delivery | undefined;
    if (row === undefined) return null;
    return row.nextAtMs > nowMs + LONGEST_WAIT_MS ? { ...row, nextAtMs: nowMs } : row;
  }

  delivered(id: string, status: number): void {
    this.#settle(id, 'delivered', status, null);
  }

  gaveUp(id: string, status: number | null, reason: string): void {
    this.#settle(id, 'given-up', status, reason);
  }

  /** Is tried again at `nextAtMs`. */
  failed(id: string, status: number | null, reason: string, nextAtMs: number): void {
    this.#database
      .prepare(
        'UPDATE deliveries SET tries = tries + 1, status = ?, reason = ?, next_ms = ? WHERE id = ?',
      )
      .run(status, reason, nextAtMs, id);
  }

  /** Newest first. */
  recent(limit: number): readonly Delivery[] {
    return this.#database
      .prepare(`SELECT ${COLUMNS} FROM deliveries ORDER BY number DESC LIMIT ?`)
      .all(limit) as Delivery[];
  }

  #settle(id: string, state: string, status: number | null, reason: string | null): void {
    this.#database
      .prepare(
        'UPDATE deliveries SET tries = tries + 1, state = ?, status = ?, reason = ? WHERE id = ?',
      )
      .run(state, status, reason, id);
    this.#prune();
  }

  #prune(): void {
    this.#database
      .prepare(
        `DELETE FROM deliveries WHERE number IN (
           SELECT number FROM deliveries WHERE state <> 'waiting'
           ORDER BY number DESC LIMIT -1 OFFSET ?)`,
      )
      .run(MAX_SETTLED);
  }
}

function open(path: string): Database.Database {
  const database = new Database(path, { timeout: 2000 });
  try {
    database.pragma('journal_mode = WAL');
    database.exec(SCHEMA);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
