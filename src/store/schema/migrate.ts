import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { EkspresiError } from '../../core/errors.js';
import { APPLICATION_ID } from './migrations.js';

/**
 * Brings a database to the newest schema, each step in its own transaction. A database
 * that holds something is first copied to `<path>.before-v<n>.bak`.
 *
 * @returns the version it had, and the copy's path when one was made.
 * @throws EkspresiError STORE_TOO_NEW when a newer program wrote the file.
 */
export function migrate(
  db: Database,
  path: string,
  steps: readonly string[],
): { readonly fromVersion: number; readonly backupPath: string | null } {
  const fromVersion = schemaVersion(db, steps.length);
  if (fromVersion > steps.length) {
    throw new EkspresiError('history-too-new', { path, version: fromVersion, known: steps.length });
  }
  if (fromVersion === steps.length) return { fromVersion, backupPath: null };
  const backupPath = fromVersion > 0 ? `${path}.before-v${steps.length}.bak` : null;
  if (backupPath !== null) {
    rmSync(backupPath, { force: true });
    db.prepare('VACUUM INTO ?').run(backupPath);
  }
  for (let version = fromVersion; version < steps.length; version++) {
    db.transaction(() => {
      db.exec(steps[version] as string);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${version + 1}`);
      noteSchema(db, version + 1);
    }).immediate();
  }
  return { fromVersion, backupPath };
}

/** Key in `meta` under which the version stands a second time. */
const SCHEMA_KEY = 'schema';

/** Beyond so many steps ahead no release is newer: it is damage. */
const PLAUSIBLE_STEPS = 99;

/** A step of a test may have no such table. */
function hasMeta(db: Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() !== undefined;
}

function noteSchema(db: Database, version: number): void {
  if (!hasMeta(db)) return;
  db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(
    SCHEMA_KEY,
    String(version),
  );
}

/**
 * The version of a file. Where the header says one that no release will have for long, or less than
 * the rows do, flipped bits have changed it, and it is put back. One that is a little newer may be
 * of a newer program and is believed.
 */
function schemaVersion(db: Database, newest: number): number {
  const inHeader = db.pragma('user_version', { simple: true }) as number;
  if (!hasMeta(db)) return inHeader;
  const noted = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(SCHEMA_KEY);
  const version = noted === undefined ? versionByColumns(db) : Number(noted);
  const isNewer = inHeader > newest && inHeader <= newest + PLAUSIBLE_STEPS;
  const isKnown = Number.isInteger(version) && version >= 1 && version <= newest;
  if (version === inHeader || isNewer || !isKnown) {
    return inHeader;
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${version}`);
  return version;
}

/** Of a file that was written before the version was noted in its rows. */
function versionByColumns(db: Database): number {
  const clear = "SELECT 1 FROM pragma_table_info('observations') WHERE name = 'clear'";
  return db.prepare(clear).get() === undefined ? 1 : 2;
}
