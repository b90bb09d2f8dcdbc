import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Log } from '../../src/core/log.js';
import { silentLog } from '../../src/core/log.js';
import { restoreHistory } from '../../src/daemon/restore-history.js';
import {
  openTestStore,
  recordStay,
  temporaryFolder,
  testRun,
} from '../store/fixtures/open-test-store.js';

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

  const told: string[] = [];
  let pings = 0;
  const log: Log = {
    ...silentLog,
    warn: (_, message) => told.push(message),
    error: (_, message) => told.push(message),
  };
  const service = { watchdogIntervalMs: 20, watchdog: async () => void pings++ };
  const place = { dataDir, configPath: null };
  await restoreHistory(backup, place, { service, log });
  expect(pings).toBeGreaterThan(1);
  expect(told).toEqual([expect.stringContaining('the one before is kept as')]);
  const restored = openTestStore({ dataDir }).store;
  expect(restored.queries.faces({ range: allTime }).rows).toHaveLength(1);
  restored.close();
  await restored.closed();

  const unsound = join(temporaryFolder(), 'no.db');
  writeFileSync(unsound, 'no database');
  const before = readdirSync(dataDir).sort();
  await restoreHistory(unsound, place, { service: { ...service, watchdogIntervalMs: null }, log });
  expect(told.at(-1)).toBe('the history was not restored');
  expect(readdirSync(dataDir).sort()).toEqual(before);
}, 120_000);
