import { copyFileSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { restoreBackup } from '../../../src/store/backup/restore-backup.js';
import {
  openTestStore,
  readRows,
  recordStay,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

/** A closed history of two faces and a backup of it when it had one. */
async function historyWithBackup() {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 1000 });
  const backupPath = join(temporaryFolder(), 'copy.db');
  await open.store.backup(backupPath);
  recordStay(open, { trackId: 2, durationMs: 1000 });
  open.store.close();
  const path = join(open.dataDir, 'ekspresi.db');
  return { dataDir: open.dataDir, path, clock: open.clock, backupPath };
}

const faces = (dataDir: string) =>
  readRows<{ id: number }>(dataDir, 'SELECT id FROM faces').map(({ id }) => id);
const leftOver = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => /\.(incoming|restored|recovering)/.test(name));

it('a restore cut off while it copies leaves the history as it was', async () => {
  const { dataDir, path, clock } = await historyWithBackup();
  writeFileSync(`${path}.incoming`, 'half a backup');
  openTestStore({ dataDir, clock });
  expect(faces(dataDir)).toEqual([1, 2]);
  expect(leftOver(dataDir)).toEqual([]);
});

it('a restore cut off before the names change leaves the history as it was', async () => {
  const { dataDir, path, clock, backupPath } = await historyWithBackup();
  copyFileSync(backupPath, `${path}.restored`);
  openTestStore({ dataDir, clock });
  expect(faces(dataDir)).toEqual([1, 2]);
  expect(leftOver(dataDir)).toEqual([]);
});

it('a restore cut off between the names is ended at the start, the old log kept apart', async () => {
  const { dataDir, path, clock, backupPath } = await historyWithBackup();
  const kept = restoreBackup({ dataDir, backupPath, nowMs: clock.wallMs }) ?? '';
  renameSync(path, `${path}.restored`);
  writeFileSync(`${path}-wal`, 'the log of the old one');
  openTestStore({ dataDir, clock });
  expect(faces(dataDir)).toEqual([1]);
  expect(existsSync(`${kept}-wal`)).toBe(true);
  expect(leftOver(dataDir)).toEqual([]);
});

it('a restore over a half recovery is not taken for damaged', async () => {
  const { dataDir, path, clock, backupPath } = await historyWithBackup();
  writeFileSync(`${path}.recovering`, '');
  restoreBackup({ dataDir, backupPath, nowMs: clock.wallMs });
  expect(openTestStore({ dataDir, clock }).damage).toBeNull();
  expect(faces(dataDir)).toEqual([1]);
});
