import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { firstIntegrityError } from '../../src/sqlite/integrity.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';

it('says on one line what SQLite finds first, and null of a sound file', () => {
  const path = join(temporaryFolder(), 'some.db');
  const made = new DatabaseConstructor(path);
  made.exec('CREATE TABLE words (word TEXT)');
  const insert = made.prepare('INSERT INTO words VALUES (?)');
  made.exec('BEGIN');
  for (let i = 0; i < 2000; i++) insert.run(`word ${i} `.repeat(5));
  made.exec('COMMIT');
  expect(firstIntegrityError(made, 'integrity_check(1)')).toBeNull();
  const pageBytes = made.pragma('page_size', { simple: true }) as number;
  made.close();
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(pageBytes, 0xa5), 0, pageBytes, 5 * pageBytes);
  closeSync(file);
  const damaged = new DatabaseConstructor(path);
  expect(firstIntegrityError(damaged, 'quick_check(1)')).toMatch(/^Tree \d+ page 6: .+$/);
  expect(firstIntegrityError(damaged, 'quick_check(words)')).toMatch(/^Tree \d+ page 6: .+$/);
  damaged.close();
});
