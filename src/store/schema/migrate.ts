import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { EkspresiError } from '../../core/errors.js';
import {
  isVersionUnclear,
  schemaVersion,
  type VersionNote,
  writeSchemaVersion,
} from '../../sqlite/schema-version.js';
import { APPLICATION_ID } from './migrations.js';

/** The history notes its version in `meta` as well. */
export const HISTORY_NOTE: VersionNote = { table: 'meta', keyColumn: 'key' };

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
  const fromVersion = schemaVersion(db, HISTORY_NOTE, steps);
  if (fromVersion > steps.length) {
    throw new EkspresiError('history-too-new', { path, version: fromVersion, known: steps.length });
  }
  repairNumbers(db, fromVersion);
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
      writeSchemaVersion(db, HISTORY_NOTE, version + 1);
    }).immediate();
  }
  return { fromVersion, backupPath };
}

/** Puts back what flipped bits have changed in the numbers that say whose file it is. */
function repairNumbers(db: Database, version: number): void {
  if (isVersionUnclear(db, HISTORY_NOTE, version)) writeSchemaVersion(db, HISTORY_NOTE, version);
  const isOurs = version > 0 && db.pragma('application_id', { simple: true }) === APPLICATION_ID;
  if (version > 0 && !isOurs) db.pragma(`application_id = ${APPLICATION_ID}`);
}
