import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { firstIntegrityError, isTruncated, TRUNCATED } from '../sqlite/integrity.js';
import { newestQuarantined, quarantinePath } from '../sqlite/quarantine.js';
import { copyTable, type TableToCopy } from '../sqlite/recovery/copy-table.js';
import { openDamaged, removeDamagedCopy } from '../sqlite/recovery/damaged-source.js';
import { repairHeader } from '../sqlite/repair-header.js';
import {
  finishReplacement,
  recoveringPath,
  removeDatabase,
  replaceDatabase,
} from '../sqlite/replace-database.js';
import { missingColumn } from '../sqlite/schema-version.js';
import { isCorruption } from '../sqlite/sqlite-code.js';
import {
  ACCOUNTS_FILE,
  ACCOUNTS_NOTE,
  accountFailure,
  openAccountFile,
  SCHEMA_STEPS,
} from './account-schema.js';

/** Whom to let in comes first; sessions begin again by signing in. */
const TABLES: readonly TableToCopy[] = [
  { name: 'users', key: 'id' },
  { name: 'facts', key: 'name', keyIs: 'text' },
  { name: 'tokens', key: 'id' },
  { name: 'devices', key: 'token_hash', keyIs: 'text' },
  { name: 'audit', key: 'id' },
];

export interface RecoveredAccounts {
  readonly damage: string;
  readonly setAsidePath: string;
  /** Rows saved of each table. */
  readonly saved: Readonly<Record<string, number>>;
}

/**
 * Looks at all of the accounts beside the history. What can be read of damaged ones goes into a
 * file of its own; only then are they set aside as `accounts.db.corrupt.<UTC time>` and it takes
 * their place, whatever interrupts that: nobody visits the kiosk to move a file. Null where nothing
 * had to be done.
 *
 * @throws EkspresiError as {@link accountFailure}; the damaged file is then where it was
 */
export function recoverAccounts(dataDir: string, nowMs: number): RecoveredAccounts | null {
  const path = join(dataDir, ACCOUNTS_FILE);
  try {
    return finishRecovery(path) ?? recover(path, nowMs);
  } catch (error) {
    throw accountFailure(error, path);
  }
}

/** Finishes a recovery that a power cut interrupted when all was saved. */
function finishRecovery(path: string): RecoveredAccounts | null {
  const wasInterrupted = !existsSync(path) && existsSync(recoveringPath(path));
  const setAsidePath = wasInterrupted ? newestQuarantined(path, 'corrupt') : null;
  finishReplacement(path);
  if (!wasInterrupted) return null;
  const database = openAccountFile(path);
  try {
    const count = ({ name }: TableToCopy) =>
      [name, database.prepare(`SELECT count(*) FROM ${name}`).pluck().get() as number] as const;
    return {
      damage: 'they were damaged, and the power went while they were recovered',
      setAsidePath: setAsidePath ?? path,
      saved: Object.fromEntries(TABLES.map(count)),
    };
  } finally {
    database.close();
  }
}

function recover(path: string, nowMs: number): RecoveredAccounts | null {
  repairHeader(path);
  const damage = damageOf(path);
  if (damage === null) return null;
  const setAsidePath = quarantinePath(path, 'corrupt', nowMs);
  const copyPath = recoveringPath(path);
  removeDatabase(copyPath);
  try {
    const saved = copyReadable(path, copyPath);
    replaceDatabase(path, copyPath, setAsidePath);
    return { damage, setAsidePath, saved };
  } catch (error) {
    // Half a copy must not be taken for a whole one, and the disk may be full.
    if (existsSync(path)) removeDatabase(copyPath);
    throw error;
  }
}

/**
 * What is wrong with the file, null for a sound one and for none; other failures are for whoever
 * opens it.
 */
function damageOf(path: string): string | null {
  if (!existsSync(path)) return null;
  if (isTruncated(path)) return TRUNCATED;
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { timeout: 1000 });
    const missing = missingColumn(database, ACCOUNTS_NOTE, SCHEMA_STEPS);
    if (missing !== null) return `its schema lacks ${missing}`;
    return firstIntegrityError(database, 'quick_check(1)');
  } catch (error) {
    return isCorruption(error) ? (error as Error).message : null;
  } finally {
    database?.close();
  }
}

function copyReadable(fromPath: string, intoPath: string): Record<string, number> {
  const into = openAccountFile(intoPath);
  try {
    const saved: Record<string, number> = {};
    // SQLite would delete the log of an empty file; it is set aside with it.
    if (!isTruncated(fromPath)) {
      const from = openDamaged(fromPath, {
        into,
        tables: TABLES.map(({ name }) => name),
        makeEmpty: (emptyPath) => openAccountFile(emptyPath).close(),
        mayCopy: () => true,
      });
      try {
        for (const table of from === null ? [] : TABLES) {
          saved[table.name] = copyTable(from as Database.Database, into, table, () => true).saved;
        }
      } finally {
        from?.close();
        removeDamagedCopy(fromPath);
      }
    }
    into.pragma('wal_checkpoint(TRUNCATE)');
    return saved;
  } finally {
    into.close();
  }
}
