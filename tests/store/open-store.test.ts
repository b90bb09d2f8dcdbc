import { chmodSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { EkspresiError } from '../../src/core/errors.js';
import { networkFileSystem, prepareDataFolder } from '../../src/store/database/data-folder.js';
import { SCHEMA_VERSION } from '../../src/store/schema/migrations.js';
import { overwriteLeaf } from './fixtures/damage.js';
import { makeNewer } from './fixtures/newer-history.js';
import { openTestStore, recordStay, temporaryFolder, testRun } from './fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

function failure(action: () => unknown): EkspresiError {
  try {
    action();
  } catch (error) {
    if (error instanceof EkspresiError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('openStore', () => {
  it('makes the folder and a database that power cuts cannot damage', () => {
    const { dataDir } = openTestStore({ dataDir: join(temporaryFolder(), 'a', 'b') });
    const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'), { readonly: true });
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(2);
    expect(db.pragma('application_id', { simple: true })).toBe(0x656b7370);
    db.close();
  });

  it('refuses a folder that is a file, naming it', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');
    expect(failure(() => openTestStore({ dataDir: path }))).toMatchObject({
      code: 'STORE_UNWRITABLE',
      message: expect.stringContaining(path),
    });
  });

  it.skipIf(process.getuid?.() === 0)('refuses a folder without permission to write', () => {
    const dataDir = temporaryFolder();
    chmodSync(dataDir, 0o500);
    expect(failure(() => openTestStore({ dataDir })).code).toBe('STORE_UNWRITABLE');
  });

  it('refuses network file systems', () => {
    expect(networkFileSystem(0x6969)).toBe('NFS');
    expect(networkFileSystem(0xff534d42 | 0)).toBe('CIFS');
    expect(networkFileSystem(0xef53)).toBeNull();
    const refused = failure(() => prepareDataFolder(temporaryFolder(), () => 0x6969));
    expect(refused).toMatchObject({ code: 'STORE_UNWRITABLE' });
    expect(refused.message).toContain('NFS');
  });

  it('refuses a folder in use, naming the process, and takes it once it is free', () => {
    const { store, dataDir } = openTestStore();
    expect(failure(() => openTestStore({ dataDir }))).toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    store.close();
    expect(openTestStore({ dataDir }).store.status().state).toBe('ok');
  });

  it('refuses a database of a newer program and leaves it as it is', () => {
    const { store, dataDir } = openTestStore();
    store.close();
    makeNewer(join(dataDir, 'ekspresi.db'));
    expect(failure(() => openTestStore({ dataDir })).code).toBe('STORE_TOO_NEW');
    expect(readdirSync(dataDir).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('takes a 0-byte file for a new database', () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'ekspresi.db'), '');
    const { store, damage } = openTestStore({ dataDir });
    expect(damage).toBeNull();
    expect(store.queries.databaseInfo().schemaVersion).toBe(SCHEMA_VERSION);
  });

  it('takes a 0-byte file with a log beside it for damage, and keeps the log', () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'ekspresi.db'), '');
    writeFileSync(join(dataDir, 'ekspresi.db-wal'), 'rows that never reached the file');
    const { store, damage } = openTestStore({ dataDir });
    expect(damage?.damage).toContain('empty');
    const kept = readdirSync(dataDir).find((name) => /\.corrupt\..*-wal$/.test(name)) ?? '';
    expect(readFileSync(join(dataDir, kept), 'utf8')).toContain('never reached');
    expect(store.queries.events({}).rows[0]?.kind).toBe('database-set-aside');
  });

  it('sets a file aside that is no database, begins a new one and tells', () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'ekspresi.db'), 'not a database '.repeat(1000));
    const { store, damage } = openTestStore({ dataDir });
    store.flush();
    expect(readdirSync(dataDir)).toContain('ekspresi.db.corrupt.20260601T120000000Z');
    expect(damage?.setAsidePath).toContain('ekspresi.db.corrupt.');
    expect(store.queries.events({}).rows[0]).toMatchObject({
      kind: 'database-set-aside',
      level: 'error',
    });
    expect(store.status().state).toBe('ok');
  });

  it('saves what can be read of a damaged file', () => {
    const first = openTestStore();
    first.store.beginRun(testRun);
    recordStay(first, { trackId: 1, durationMs: 1_200_000 });
    first.store.recordEvent({ level: 'info', kind: 'source-running', message: 'x' });
    first.store.close();
    const path = join(first.dataDir, 'ekspresi.db');
    for (const nth of [40, 41]) overwriteLeaf(path, 'observations', nth);
    const { store, damage } = openTestStore({ dataDir: first.dataDir, clock: first.clock });
    store.flush();
    const saved = damage?.recovery.saved;
    expect(damage?.recovery.complete).toBe(false);
    expect(saved?.observations).toBeGreaterThan(3000);
    expect(saved?.observations).toBeLessThan(6001);
    expect(store.queries.observations({ range: allTime }).rows[0]?.id).toBe(6001);
    expect(store.queries.runs().rows).toHaveLength(1);
    store.beginRun(testRun);
    recordStay({ store, clock: first.clock }, { trackId: 1, durationMs: 1000 });
    store.flush();
    expect(store.status()).toMatchObject({ state: 'ok', observations: 6 });
  });

  it('survives a file that was cut off', () => {
    const first = openTestStore();
    first.store.beginRun(testRun);
    recordStay(first, { trackId: 1, durationMs: 600_000 });
    first.store.close();
    truncateSync(join(first.dataDir, 'ekspresi.db'), 100_000);
    const { store, damage } = openTestStore({ dataDir: first.dataDir, clock: first.clock });
    expect(damage).not.toBeNull();
    store.flush();
    expect(store.status().state).toBe('ok');
  });
});
