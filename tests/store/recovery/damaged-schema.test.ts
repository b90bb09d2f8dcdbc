import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type DamagedHistory, damagedHistory } from '../fixtures/damaged-history.js';
import { openTestStore, readRows } from '../fixtures/open-test-store.js';

/** What stands in the schema, the part of it that is damaged, and what it is damaged to. */
const DAMAGE: readonly (readonly [what: string, text: string, damaged: string])[] = [
  ['a word of a table', 'recorded_ms INTEGER NOT NULL', 'recorded_ms INTEGER(NOT NULL'],
  ['the name of a column', 'smoothed_sad INTEGER', 'smoothed_sae INTEGER'],
  [
    'the name of the table of observations',
    'CREATE TABLE observations',
    'CREATE TABLE observatioos',
  ],
  ['an index', 'CREATE INDEX faces_time', 'CREATE INDEY faces_time'],
  ['the beginning of a statement', 'CREATE TABLE runs', '\0REATE TABLE runs'],
];

function overwrite(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function pagesOfSchema(path: string): readonly number[] {
  const db = new DatabaseConstructor(path, { readonly: true });
  try {
    return db
      .prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")
      .pluck()
      .all() as number[];
  } finally {
    db.close();
  }
}

function rowsAfterStart({ dataDir, clock }: DamagedHistory): number | undefined {
  const { store } = openTestStore({ dataDir, clock });
  expect(store.status().state).toBe('ok');
  store.close();
  return readRows<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM observations')[0]?.n;
}

describe('a history whose schema is damaged keeps its rows', () => {
  it.each(DAMAGE)('%s', (_, text, damaged) => {
    const history = damagedHistory([], { durationMs: 20_000 });
    const at = readFileSync(history.path).indexOf(text);
    expect(at).toBeGreaterThan(0);
    overwrite(history.path, at, Buffer.from(damaged));
    expect(rowsAfterStart(history)).toBe(history.stored);
  });

  it('a whole page of it', () => {
    const history = damagedHistory([], { durationMs: 20_000 });
    const [, page] = pagesOfSchema(history.path);
    overwrite(history.path, ((page as number) - 1) * 4096, Buffer.alloc(4096, 0xa5));
    expect(rowsAfterStart(history)).toBe(history.stored);
  });

  it('the first page, behind the header', () => {
    const history = damagedHistory([], { durationMs: 20_000 });
    overwrite(history.path, 100, Buffer.alloc(3996, 0xa5));
    expect(rowsAfterStart(history)).toBe(history.stored);
  });
});
