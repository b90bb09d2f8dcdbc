import { existsSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../../src/store/schema/migrate.js';
import { migrations, SCHEMA_VERSION } from '../../../src/store/schema/migrations.js';
import { temporaryFolder } from '../fixtures/open-test-store.js';

function emptyDatabase(): Database {
  const db = new DatabaseConstructor(join(temporaryFolder(), 'test.db'));
  onTestFinished(() => {
    db.close();
  });
  return db;
}

const version = (db: Database) => db.pragma('user_version', { simple: true });

describe('migrate', () => {
  it('brings an empty file to the newest schema', () => {
    const db = emptyDatabase();
    expect(migrate(db, db.name, migrations)).toEqual({ fromVersion: 0, backupPath: null });
    expect(version(db)).toBe(SCHEMA_VERSION);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(migrate(db, db.name, migrations)).toEqual({
      fromVersion: SCHEMA_VERSION,
      backupPath: null,
    });
  });

  it('runs only the steps that are missing and copies the file before', () => {
    const db = emptyDatabase();
    migrate(db, db.name, ['CREATE TABLE a (x)']);
    db.exec('INSERT INTO a VALUES (7)');
    const steps = ['not run again', 'ALTER TABLE a ADD COLUMN y', 'CREATE TABLE b (z)'];
    const result = migrate(db, db.name, steps);
    expect(result).toEqual({ fromVersion: 1, backupPath: `${db.name}.before-v3.bak` });
    expect(version(db)).toBe(3);
    expect(db.prepare('SELECT * FROM a').get()).toEqual({ x: 7, y: null });
    const copy = new DatabaseConstructor(result.backupPath ?? '', { readonly: true });
    expect(copy.prepare('SELECT * FROM a').get()).toEqual({ x: 7 });
    expect(version(copy)).toBe(1);
    copy.close();
  });

  it('leaves the schema whole when a step fails', () => {
    const db = emptyDatabase();
    migrate(db, db.name, ['CREATE TABLE a (x)']);
    expect(() => migrate(db, db.name, ['', 'CREATE TABLE c (x); nonsense'])).toThrow();
    expect(version(db)).toBe(1);
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    expect(tables).toEqual(['a']);
  });

  it('refuses a newer schema and makes no copy', () => {
    const db = emptyDatabase();
    db.pragma('user_version = 9');
    expect(() => migrate(db, db.name, migrations)).toThrow(/newer ekspresi/);
    expect(existsSync(`${db.name}.before-v1.bak`)).toBe(false);
  });
});
