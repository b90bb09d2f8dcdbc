import { existsSync, rmSync } from 'node:fs';
import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { EkspresiError } from '../../core/errors.js';
import { firstIntegrityError } from '../../sqlite/integrity.js';
import { schemaVersion } from '../../sqlite/schema-version.js';
import { HISTORY_NOTE } from '../schema/migrate.js';
import { APPLICATION_ID, migrations, SCHEMA_VERSION } from '../schema/migrations.js';

/** What every history has had since the first version. */
const TABLES = [
  'cameras',
  'runs',
  'faces',
  'observations',
  'events',
  'rollup_minute',
  'rollup_hour',
];

/**
 * Makes sure that the file at `path` is a sound history which this program can read, and holds
 * nothing that would run by itself. `quick` leaves out comparing indexes with rows;
 * `named` is what the operator calls the file.
 *
 * @throws EkspresiError STORE_MISSING, STORE_CORRUPT, STORE_TOO_NEW
 */
export function checkBackup(
  path: string,
  options: { readonly quick?: boolean; readonly named?: string } = {},
): void {
  const name = options.named ?? path;
  requireBackup(path, name);
  let complaint: string | null;
  let version = 0;
  // A log that is there already is of whoever has the file open, such as a running daemon.
  const leftovers = ['-wal', '-shm'].map((end) => path + end).filter((file) => !existsSync(file));
  try {
    const db = new DatabaseConstructor(path, { fileMustExist: true });
    try {
      // Nothing that stands in a file from elsewhere may call functions while it is looked at.
      db.pragma('trusted_schema = OFF');
      version = schemaVersion(db, HISTORY_NOTE, migrations);
      complaint =
        foreignParts(db) ??
        firstIntegrityError(db, options.quick ? 'quick_check(1)' : 'integrity_check(1)');
    } finally {
      db.close();
      for (const file of leftovers) rmSync(file, { force: true });
    }
  } catch (cause) {
    complaint = (cause as Error).message;
  }
  if (complaint !== null) {
    throw new EkspresiError('backup-unsound', { name, complaint });
  }
  if (version > SCHEMA_VERSION) {
    throw new EkspresiError('backup-too-new', { name, version });
  }
}

/**
 * @throws EkspresiError STORE_MISSING where no file is at `path`, which the operator calls `name`
 */
export function requireBackup(path: string, name = path): void {
  if (existsSync(path)) return;
  throw new EkspresiError('backup-missing', { name });
}

/** What makes the file something else than one of our histories, or null. */
function foreignParts(db: Database): string | null {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    return 'it is not a database of ekspresi';
  }
  const parts = db.prepare('SELECT type, name FROM sqlite_schema').all() as {
    readonly type: string;
    readonly name: string;
  }[];
  const odd = parts.find(({ type }) => type !== 'table' && type !== 'index');
  if (odd !== undefined) return `it holds a ${odd.type} (${odd.name}), which no history does`;
  const missing = TABLES.find((table) => !parts.some(({ name }) => name === table));
  return missing === undefined ? null : `its table ${missing} is missing`;
}
