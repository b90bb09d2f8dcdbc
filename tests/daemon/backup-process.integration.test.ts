import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Log, silentLog } from '../../src/core/log.js';
import {
  checkBackupInProcess,
  checkCopyInProcess,
  restoreHistory,
} from '../../src/daemon/backup-process.js';
import { SCHEMA_VERSION } from '../../src/store/schema/migrations.js';
import { makeNewer } from '../store/fixtures/newer-history.js';
import {
  openTestStore,
  recordStay,
  temporaryFolder,
  testRun,
} from '../store/fixtures/open-test-store.js';

it('passes a sound backup, and tells what is wrong with others as the command does', async () => {
  const { store } = openTestStore();
  const path = join(temporaryFolder(), 'copy.db');
  await store.backup(path);
  await checkBackupInProcess(path);
  const never = new AbortController().signal;
  await checkCopyInProcess(path, silentLog, never);
  expect(existsSync(`${path}-wal`)).toBe(false);
  makeNewer(path, 95);
  await expect(checkBackupInProcess(path)).rejects.toMatchObject({
    code: 'STORE_TOO_NEW',
    message: expect.stringContaining(`schema ${SCHEMA_VERSION + 95}`),
  });
  writeFileSync(path, 'no database');
  await expect(checkBackupInProcess(path)).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    remedy: expect.stringContaining('another backup'),
  });
  await expect(checkCopyInProcess(path, silentLog, never)).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
  });
}, 240_000);

it('ends the check with whoever asked for it', async () => {
  const { store } = openTestStore();
  const path = join(temporaryFolder(), 'copy.db');
  await store.backup(path);
  const stop = new AbortController();
  const checked = checkCopyInProcess(path, silentLog, stop.signal);
  stop.abort(new Error('closed'));
  await expect(checked).rejects.toThrow('closed');
}, 60_000);

const allTime = { fromMs: 0, toMs: Date.UTC(2040, 0, 1) };

it('puts a backup in the place of the history and tells systemd meanwhile that it is alive', async () => {
  const open = openTestStore();
  const { dataDir } = open;
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 3000 });
  const backup = join(temporaryFolder(), 'copy.db');
  await open.store.backup(backup);
  recordStay(open, { trackId: 2, durationMs: 3000 });
  open.store.close();
  await open.store.closed();

  const told: (object | string)[] = [];
  let pings = 0;
  const log: Log = {
    ...silentLog,
    warn: (fields) => told.push(fields),
    error: (_, message) => told.push(message),
  };
  const manager = { watchdogIntervalMs: 20, watchdog: async () => void pings++ };
  const { clock } = open;
  await restoreHistory(backup, { dataDir, clock, manager, log });
  expect(pings).toBeGreaterThan(1);
  expect(told).toEqual([
    expect.objectContaining({ replacedPath: expect.stringContaining('ekspresi.db.') }),
  ]);
  const restored = openTestStore({ dataDir }).store;
  expect(restored.queries.faces({ range: allTime }).rows).toHaveLength(1);
  restored.close();
  await restored.closed();

  const unsound = join(temporaryFolder(), 'no.db');
  writeFileSync(unsound, 'no database');
  const before = readdirSync(dataDir).sort();
  const unwatched = { ...manager, watchdogIntervalMs: null };
  await restoreHistory(unsound, { dataDir, clock, manager: unwatched, log });
  expect(told.at(-1)).toBe('the history was not restored');
  expect(readdirSync(dataDir).sort()).toEqual(before);
}, 120_000);
