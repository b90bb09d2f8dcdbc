import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ACCOUNTS_FILE, openAccountDatabase } from './account-schema.js';

/** Whom to let in comes first; sessions are begun anew by signing in. */
const TABLES = ['users', 'facts', 'tokens', 'audit'] as const;

export interface MendedAccounts {
  readonly damage: string;
  readonly setAsidePath: string;
  /** Rows saved of each table. */
  readonly saved: Readonly<Record<string, number>>;
}

/**
 * Looks at all of the accounts beside the history. Damaged ones are set aside as
 * `accounts.db.corrupt.<UTC time>`, and what can be read of them goes into new ones: nobody visits the
 * kiosk to move a file. Null where nothing had to be done.
 *
 * @throws EkspresiError as {@link openAccountDatabase}
 */
export function mendAccounts(dataDir: string, nowMs: number): MendedAccounts | null {
  const path = join(dataDir, ACCOUNTS_FILE);
  const damage = damageOf(path);
  if (damage === null) return null;
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '');
  const setAsidePath = `${path}.corrupt.${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, setAsidePath + suffix);
  }
  const accounts = openAccountDatabase(dataDir);
  try {
    return { damage, setAsidePath, saved: copyReadable(setAsidePath, accounts) };
  } finally {
    accounts.close();
  }
}

/** What is wrong with the file, null for a sound one and for none; other failures are for whoever opens it. */
function damageOf(path: string): string | null {
  if (!existsSync(path)) return null;
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { timeout: 1000 });
    const answer = database.pragma('quick_check(1)', { simple: true }) as string;
    return answer === 'ok' ? null : answer;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return /NOTADB|CORRUPT/.test(String(code)) ? message : null;
  } finally {
    database?.close();
  }
}

function copyReadable(fromPath: string, into: Database.Database): Record<string, number> {
  const saved: Record<string, number> = {};
  let from: Database.Database | null = null;
  try {
    from = new Database(fromPath, { readonly: true });
    for (const table of TABLES) saved[table] = copyTable(from, into, table);
  } catch {
    // Not even its schema can be read.
  } finally {
    from?.close();
  }
  return saved;
}

/** Copies the rows before the first that cannot be read; those that break the schema's rules are left out. */
function copyTable(from: Database.Database, into: Database.Database, table: string): number {
  const columns = into.prepare(`SELECT * FROM ${table} LIMIT 0`).columns();
  const names = columns.map(({ name }) => name).join(', ');
  const insert = into.prepare<unknown[]>(
    `INSERT OR IGNORE INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let rows = 0;
  try {
    for (const row of from.prepare(`SELECT ${names} FROM ${table}`).raw().iterate()) {
      rows += insertSound(insert, row as unknown[]);
    }
  } catch {
    // A damaged page: the tables after it may be whole.
  }
  return rows;
}

function insertSound(insert: Database.Statement<unknown[]>, row: readonly unknown[]): number {
  try {
    return insert.run(...row).changes;
  } catch {
    return 0;
  }
}
