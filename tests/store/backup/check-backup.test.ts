import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkBackup } from '../../../src/store/backup/check-backup.js';
import { restoreBackup } from '../../../src/store/backup/restore-backup.js';
import {
  openTestStore,
  recordStay,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

it('leaves the log of a history in use where it is', () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 1000, expression: 'happy' });
  open.store.flush();
  checkBackup(join(open.dataDir, 'ekspresi.db'));
  expect(readdirSync(open.dataDir)).toContain('ekspresi.db-wal');
  recordStay(open, { trackId: 2, durationMs: 1000, expression: 'sad' });
  open.store.flush();
  checkBackup(join(open.dataDir, 'ekspresi.db'));
});

it('leaves nothing beside a backup', async () => {
  const open = openTestStore();
  const folder = temporaryFolder();
  await open.store.backup(join(folder, 'copy.db'));
  checkBackup(join(folder, 'copy.db'));
  expect(readdirSync(folder)).toEqual(['copy.db']);
});

it('tells a backup that is not there from one that is damaged, and leaves the history alone', () => {
  const open = openTestStore();
  open.store.close();
  const backupPath = join(temporaryFolder(), 'copy.db');
  const missing = expect.objectContaining({ code: 'STORE_MISSING' });
  expect(() => checkBackup(backupPath)).toThrow(missing);
  const before = readdirSync(open.dataDir);
  expect(() => restoreBackup({ dataDir: open.dataDir, backupPath, nowMs: 0 })).toThrow(missing);
  expect(readdirSync(open.dataDir)).toEqual(before);
});
