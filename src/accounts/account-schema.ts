import { chmodSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { EkspresiError } from '../core/errors.js';
import { chownLikeParent, makeFolder } from '../sqlite/database-files.js';
import {
  isVersionUnclear,
  schemaVersion,
  type VersionNote,
  writeSchemaVersion,
} from '../sqlite/schema-version.js';
import { isCorruption, isDiskFull } from '../sqlite/sqlite-code.js';

export const ACCOUNTS_FILE = 'accounts.db';
/** One step a version; the number of steps is the version of the file. */
export const SCHEMA_STEPS: readonly string[] = [
  `
  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'administrator')),
    password TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    last_sign_in_ms INTEGER
  ) STRICT;
  CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_user ON sessions (user_id);
  CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'admin')),
    token_hash TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    last_used_ms INTEGER
  ) STRICT;
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT NOT NULL
  ) STRICT;
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
  `
  CREATE TABLE devices (
    token_hash TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX devices_by_user ON devices (user_id);
  CREATE TABLE sign_in_tries (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sign_in_tries_by_time ON sign_in_tries (at_ms);
`,
  // Origins of pages that may read with the token, separated by spaces.
  "ALTER TABLE tokens ADD COLUMN origins TEXT NOT NULL DEFAULT ''",
  `
  CREATE TABLE new_tokens (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
    token_hash TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    last_used_ms INTEGER,
    origins TEXT NOT NULL DEFAULT ''
  ) STRICT;
  INSERT INTO new_tokens SELECT id, name, scope, token_hash, created_ms, last_used_ms, origins
    FROM tokens;
  DROP TABLE tokens;
  ALTER TABLE new_tokens RENAME TO tokens;
`,
];

/**
 * Opens (and makes) the accounts beside the history, readable by the service alone.
 * @throws EkspresiError `STORE_UNWRITABLE`, `STORE_FULL`, `STORE_LOCKED`, `STORE_CORRUPT`,
 *   `STORE_TOO_NEW`
 */
export function openAccountDatabase(dataDir: string): Database.Database {
  const path = join(dataDir, ACCOUNTS_FILE);
  try {
    makeFolder(resolve(dataDir), 0o750);
    return openAccountFile(path);
  } catch (error) {
    throw accountFailure(error, path);
  }
}

/**
 * Makes sure that a data folder has accounts, so that none are made by looking for them.
 * @throws EkspresiError `STORE_MISSING`, `STORE_UNWRITABLE`
 */
export function requireAccounts(dataDir: string): void {
  const path = join(dataDir, ACCOUNTS_FILE);
  try {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw accountFailure(error, path);
  }
  throw new EkspresiError('accounts-missing', { folder: dataDir });
}

/** Opens or makes one file of accounts. @throws SqliteError, EkspresiError `STORE_TOO_NEW` */
export function openAccountFile(path: string): Database.Database {
  const database = new Database(path, { timeout: 5000 });
  try {
    chmodSync(path, 0o600);
    chownLikeParent(path);
    database.pragma('journal_mode = WAL');
    database.pragma('foreign_keys = ON');
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * What an operator should read when the accounts at `path` refuse to work; an error that is neither
 * SQLite's nor the system's stays as it is.
 */
export function accountFailure(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof EkspresiError || typeof code !== 'string') return error;
  const because = { cause: error };
  if (isDiskFull(error) || code === 'ENOSPC') {
    return new EkspresiError('accounts-disk-full', { path }, because);
  }
  if (isCorruption(error)) return new EkspresiError('accounts-corrupt', { path }, because);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new EkspresiError('accounts-busy', { path }, because);
  }
  return new EkspresiError('accounts-unwritable', { path, folder: dirname(path) }, because);
}

/** The accounts note their version among the facts as well. */
export const ACCOUNTS_NOTE: VersionNote = { table: 'facts', keyColumn: 'name' };

function migrate(database: Database.Database, path: string): void {
  database
    .transaction(() => {
      const newest = SCHEMA_STEPS.length;
      const version = schemaVersion(database, ACCOUNTS_NOTE, SCHEMA_STEPS);
      if (version > newest) throw new EkspresiError('accounts-too-new', { path });
      for (const step of SCHEMA_STEPS.slice(version)) database.exec(step);
      if (isVersionUnclear(database, ACCOUNTS_NOTE, newest)) {
        writeSchemaVersion(database, ACCOUNTS_NOTE, newest);
      }
    })
    .immediate();
}
