import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/core/log.js';
import { silentLog } from '../../../src/core/log.js';
import { repairHeader } from '../../../src/sqlite/repair-header.js';
import { lockFolder } from '../../../src/store/database/folder-lock.js';
import { APPLICATION_ID, SCHEMA_VERSION } from '../../../src/store/schema/migrations.js';
import { makeNewer } from '../fixtures/newer-history.js';
import {
  openTestStore,
  readRows,
  recordStay,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

/** A closed history of 50 observations. */
function closedHistory() {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 9800 });
  open.store.close();
  return { ...open, path: join(open.dataDir, 'ekspresi.db') };
}

function changeByte(path: string, offset: number, change: (byte: number) => number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte[0] = change(byte[0] as number);
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
}

/** Opens the store again and says what is in it. */
function opened({ dataDir, clock }: ReturnType<typeof closedHistory>) {
  const { store, damage } = openTestStore({ dataDir, clock });
  const [count] = readRows<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM observations');
  const { schemaVersion } = store.queries.databaseInfo();
  return { rows: count?.n, schemaVersion, damage, state: store.status().state };
}

const WHOLE = { rows: 50, schemaVersion: SCHEMA_VERSION, damage: null, state: 'ok' };

describe('flipped bits in the header', () => {
  // Magic, page size, reserved bytes, fractions, format, encoding.
  const fixed = [0, 7, 15, 16, 17, 20, 21, 22, 23, 47, 59];
  const writeAndReadVersion = [18, 19].flatMap((offset) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => [offset, bit] as const),
  );
  it.each([
    ...writeAndReadVersion,
    ...fixed.flatMap((offset) => [0, 3, 7].map((bit) => [offset, bit] as const)),
  ])('byte %i, bit %i: every row is still there', (offset, bit) => {
    const history = closedHistory();
    changeByte(history.path, offset, (byte) => byte ^ (1 << bit));
    expect(opened(history)).toEqual(WHOLE);
  });

  const version = [60, 61, 62, 63].flatMap((offset) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => [offset, bit] as const),
  );
  it.each(version)('user_version, byte %i, bit %i: every row is still there', (offset, bit) => {
    const history = closedHistory();
    changeByte(history.path, offset, (byte) => byte ^ (1 << bit));
    expect(opened(history)).toEqual(WHOLE);
    expect(readRows(history.dataDir, 'PRAGMA user_version')).toEqual([
      { user_version: SCHEMA_VERSION },
    ]);
  });

  it('a history from before the version was noted: its tables tell', () => {
    const history = closedHistory();
    const db = new DatabaseConstructor(history.path);
    db.exec("DELETE FROM meta WHERE key = 'schema'");
    db.pragma(`user_version = ${SCHEMA_VERSION + 2}`);
    db.close();
    expect(opened(history)).toEqual(WHOLE);
  });

  it('a flipped bit in the note: the header and the tables tell', () => {
    const history = closedHistory();
    const db = new DatabaseConstructor(history.path);
    db.exec("UPDATE meta SET value = '9' WHERE key = 'schema'");
    db.close();
    expect(opened(history)).toEqual(WHOLE);
    expect(readRows(history.dataDir, "SELECT value FROM meta WHERE key = 'schema'")).toEqual([
      { value: String(SCHEMA_VERSION) },
    ]);
  });

  it.each([68, 69, 70, 71])('application_id, byte %i: is put back', (offset) => {
    const history = closedHistory();
    changeByte(history.path, offset, (byte) => byte ^ 4);
    expect(opened(history)).toEqual(WHOLE);
    expect(readRows(history.dataDir, 'PRAGMA application_id')).toEqual([
      { application_id: APPLICATION_ID },
    ]);
  });

  it.each([1, 2, 60])('a database that is %i steps newer stays refused', (steps) => {
    const history = closedHistory();
    makeNewer(history.path, steps);
    const { dataDir, clock } = history;
    expect(() => openTestStore({ dataDir, clock })).toThrow(/newer ekspresi/);
  });

  it('nor does a flipped bit in its header let it in', () => {
    const history = closedHistory();
    makeNewer(history.path, 1);
    changeByte(history.path, 63, (byte) => byte ^ (SCHEMA_VERSION ^ (SCHEMA_VERSION + 1)));
    const { dataDir, clock } = history;
    expect(() => openTestStore({ dataDir, clock })).toThrow(/newer ekspresi/);
  });

  it('another file is left as it is', () => {
    const path = join(temporaryFolder(), 'ekspresi.db');
    const text = Buffer.alloc(8192, 'not a database at all. ');
    writeFileSync(path, text);
    expect(repairHeader(path)).toEqual([]);
    expect(readFileSync(path).equals(text)).toBe(true);
  });
});

describe('a damaged lock file', () => {
  it.each([
    ['rubbish', Buffer.alloc(4096, 0xa5)],
    ['a few bytes', Buffer.from('x')],
  ])('%s: is replaced, with a line in the log', (_, content) => {
    const { dataDir } = closedHistory();
    writeFileSync(join(dataDir, 'ekspresi.lock'), content);
    const lines: string[] = [];
    const log: Log = { ...silentLog, warn: (_fields: object, line: string) => lines.push(line) };
    const lock = lockFolder(dataDir, log);
    expect(() => lockFolder(dataDir)).toThrow(/in use by another ekspresi/);
    lock.release();
    expect(lines.length).toBeLessThanOrEqual(1);
    const { store } = openTestStore({ dataDir });
    expect(store.status().state).toBe('ok');
  });

  it('is replaced at a start of the store', () => {
    const history = closedHistory();
    writeFileSync(join(history.dataDir, 'ekspresi.lock'), Buffer.alloc(9000, 0x3c));
    writeFileSync(join(history.dataDir, 'ekspresi.pid'), Buffer.alloc(9000, 0x3c));
    expect(opened(history)).toEqual(WHOLE);
  });

  it('of a store that runs keeps others out', () => {
    const { dataDir } = openTestStore();
    writeFileSync(join(dataDir, 'ekspresi.lock'), Buffer.alloc(4096, 0xa5));
    expect(() => lockFolder(dataDir)).toThrow(/in use by another ekspresi/);
  });
});
