import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/core/log.js';
import { silentLog } from '../../../src/core/log.js';
import { lockFolder } from '../../../src/store/database/folder-lock.js';
import { repairHeader } from '../../../src/store/database/repair-header.js';
import { SCHEMA_VERSION } from '../../../src/store/schema/migrations.js';
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
  // Magic, page size, write and read version, reserved bytes, fractions, format, encoding.
  const fixed = [0, 7, 15, 16, 17, 18, 19, 20, 21, 22, 23, 47, 59];
  it.each(fixed.flatMap((offset) => [0, 3, 7].map((bit) => [offset, bit] as const)))(
    'byte %i, bit %i: every row is still there',
    (offset, bit) => {
      const history = closedHistory();
      changeByte(history.path, offset, (byte) => byte ^ (1 << bit));
      expect(opened(history)).toEqual(WHOLE);
    },
  );

  // In the last byte some bits make a version that a newer program may have; without its highest
  // bit it is an older one, which the tables contradict.
  const version = [
    ...[60, 61, 62].flatMap((offset) => [0, 2, 7].map((bit) => [offset, bit])),
    [63, 7],
    [63, Math.floor(Math.log2(SCHEMA_VERSION))],
  ];
  it.each(version as [number, number][])(
    'user_version, byte %i, bit %i: every row is still there',
    (offset, bit) => {
      const history = closedHistory();
      changeByte(history.path, offset, (byte) => byte ^ (1 << bit));
      expect(opened(history)).toEqual(WHOLE);
    },
  );

  it.each([1, 2, 60])('a database that is %i steps newer stays refused', (steps) => {
    const history = closedHistory();
    const db = new DatabaseConstructor(history.path);
    db.exec(`UPDATE meta SET value = '${SCHEMA_VERSION + steps}' WHERE key = 'schema'`);
    db.pragma(`user_version = ${SCHEMA_VERSION + steps}`);
    db.close();
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
