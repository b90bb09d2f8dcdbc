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
  const fromVersion = db.pragma('user_version', { simple: true }) as number;
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
    }).immediate();
  }
  return { fromVersion, backupPath };
}
