import { existsSync, statSync } from 'node:fs';
import DatabaseConstructor from 'better-sqlite3';
import { firstIntegrityError, isTruncated, TRUNCATED } from '../../sqlite/integrity.js';
import { missingColumn } from '../../sqlite/schema-version.js';
import { isCorruption } from '../../sqlite/sqlite-code.js';
import { HISTORY_NOTE } from '../schema/migrate.js';
import { migrations } from '../schema/migrations.js';

/** Small tables that everything leans on; checked whatever the file's size. */
const SMALL_TABLES = ['meta', 'runs', 'cameras', 'time_marks', 'rollup_hour'];

/**
 * Says what is wrong with the file at `path`, or null when it is sound or absent. Files up
 * to `quickCheckMaxBytes` are checked whole (`PRAGMA quick_check`); of larger ones the
 * schema, the small tables and both ends of the observations, so that a start stays
 * within seconds. Damage elsewhere shows when it is met and is then treated the same.
 */
export function findDamage(path: string, quickCheckMaxBytes: number): string | null {
  if (!existsSync(path)) return null;
  if (isTruncated(path)) return TRUNCATED;
  if (statSync(path).size === 0) return null;
  let db: DatabaseConstructor.Database | null = null;
  try {
    db = new DatabaseConstructor(path, { fileMustExist: true, timeout: 1000 });
    const tables = new Set(
      db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[],
    );
    const missing = missingColumn(db, HISTORY_NOTE, migrations);
    if (missing !== null) return `its schema lacks ${missing}`;
    if (statSync(path).size <= quickCheckMaxBytes) return firstIntegrityError(db, 'quick_check(1)');
    for (const table of SMALL_TABLES) {
      const complaint = tables.has(table) ? firstIntegrityError(db, `quick_check(${table})`) : null;
      if (complaint !== null) return complaint;
    }
    if (tables.has('observations')) {
      db.prepare('SELECT * FROM observations ORDER BY id LIMIT 100').all();
      db.prepare('SELECT * FROM observations ORDER BY id DESC LIMIT 100').all();
    }
    return null;
  } catch (error) {
    if (isCorruption(error)) return (error as Error).message;
    throw error;
  } finally {
    db?.close();
  }
}
