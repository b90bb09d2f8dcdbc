import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openWriter } from '../../../src/store/database/connections.js';
import { addIndexes } from '../../../src/store/schema/added-indexes.js';
import { migrate } from '../../../src/store/schema/migrate.js';
import { migrations, SCHEMA_VERSION } from '../../../src/store/schema/migrations.js';
import { temporaryFolder } from '../fixtures/open-test-store.js';

const INDEXES = "SELECT name FROM sqlite_schema WHERE type = 'index' AND name = 'faces_blinks'";

it.each(migrations.map((_, i) => i + 1))(
  'a file of schema %i gets the index when it is opened; earlier programs still take it',
  (version) => {
    const path = join(temporaryFolder(), 'ekspresi.db');
    const old = new DatabaseConstructor(path);
    migrate(old, path, migrations.slice(0, version));
    expect(old.prepare(INDEXES).all()).toEqual([]);
    old.close();
    for (let i = 0; i < 2; i++) {
      const db = openWriter(path);
      expect(db.prepare(INDEXES).all()).toHaveLength(1);
      db.close();
    }
    const again = new DatabaseConstructor(path);
    expect(again.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(again.pragma('integrity_check', { simple: true })).toBe('ok');
    migrate(again, path, migrations);
    again.close();
  },
);

it('a full disk does not keep the history closed', () => {
  const db = new DatabaseConstructor(join(temporaryFolder(), 'full.db'));
  migrate(db, db.name, migrations);
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  expect(() => db.exec('CREATE TABLE fills_it (x)')).toThrow(/full/);
  expect(() => addIndexes(db)).not.toThrow();
  expect(db.prepare(INDEXES).all()).toEqual([]);
  db.close();
});
