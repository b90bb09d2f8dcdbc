import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/core/package-root.js';
import { migrate } from '../../src/store/schema/migrate.js';
import { migrations } from '../../src/store/schema/migrations.js';

const root = packageRoot();
const next = migrations.length + 1;
let folder: string;
let database: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-rollback-'));
  database = join(folder, 'ekspresi.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A history as release N left it, or as a later one did after it had migrated it. */
function history(steps: readonly string[]): void {
  const db = new DatabaseConstructor(database);
  migrate(db, database, steps);
  db.prepare(
    'INSERT INTO events (at_ms, level, kind, message, details) VALUES (?, ?, ?, ?, NULL)',
  ).run(steps.length, 'info', 'test', `of schema ${steps.length}`);
  db.close();
}

function messages(path: string): unknown[] {
  const db = new DatabaseConstructor(path, { readonly: true });
  try {
    return db.prepare('SELECT message FROM events ORDER BY at_ms').pluck().all();
  } finally {
    db.close();
  }
}

/**
 * The installer's own step back to the release of this checkout (its built program), with
 * systemd and the change of user left out.
 */
function fitHistory(): string {
  const config = join(folder, 'ekspresi.yaml');
  writeFileSync(config, 'source: synthetic\n');
  const script = `
    source <(sed -e '/^main "\\$@"/,$d' -e 's/^root=.*//; s/^readonly root$//' \\
      -e 's|^readonly config=.*|config=${config}|' '${root}/deploy/install')
    systemctl() { echo "systemctl $*" >&2; }
    runuser() { shift 3; "$@"; }
    data_folder() { echo '${folder}'; }
    fit_history '${root}' 2>&1`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' });
}

describe('going back to a release', () => {
  it('puts the copy from before the migration back and keeps what came after', () => {
    history(migrations);
    history([...migrations, 'CREATE TABLE later (x)']);
    expect(existsSync(`${database}.before-v${next}.bak`)).toBe(true);
    const said = fitHistory();
    expect(said).toContain('systemctl stop ekspresi');
    expect(said).toContain(`changed to version ${next}: the copy from before that is put back`);
    expect(messages(database)).toEqual([`of schema ${migrations.length}`]);
    const kept = readdirSync(folder).find((name) => name.includes('.before-restore.')) ?? '';
    expect(messages(join(folder, kept))).toEqual([
      `of schema ${migrations.length}`,
      `of schema ${next}`,
    ]);
  });

  it('leaves a history alone that the release reads', () => {
    history(migrations);
    fitHistory();
    expect(messages(database)).toEqual([`of schema ${migrations.length}`]);
    expect(readdirSync(folder).some((name) => name.includes('before-restore'))).toBe(false);
  });

  it('says what is wrong where there is no copy, or no database', () => {
    history([...migrations, 'CREATE TABLE later (x)']);
    expect(fitHistory()).toContain(`there is no ${database}.before-v${next}.bak`);
    expect(messages(database)).toEqual([`of schema ${next}`]);
    writeFileSync(database, 'rubbish '.repeat(1000));
    expect(fitHistory()).toContain('cannot be told; it stays as it is');
    rmSync(database);
    expect(fitHistory()).toBe('');
  });
});
