import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { silentLog } from '../../src/core/log.js';
import { checkBackupApart, checkCopyApart } from '../../src/daemon/backup-apart.js';
import { openTestStore, temporaryFolder } from '../store/fixtures/open-test-store.js';

it('passes a sound backup, and tells what is wrong with others as the command does', async () => {
  const { store } = openTestStore();
  const path = join(temporaryFolder(), 'copy.db');
  await store.backup(path);
  await checkBackupApart(path);
  const never = new AbortController().signal;
  await checkCopyApart(path, silentLog, never);
  expect(existsSync(`${path}-wal`)).toBe(false);
  const db = new DatabaseConstructor(path);
  db.pragma('user_version = 99');
  db.close();
  await expect(checkBackupApart(path)).rejects.toMatchObject({
    code: 'STORE_TOO_NEW',
    message: expect.stringContaining('schema 99'),
  });
  writeFileSync(path, 'no database');
  await expect(checkBackupApart(path)).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    remedy: expect.stringContaining('another backup'),
  });
  await expect(checkCopyApart(path, silentLog, never)).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
  });
}, 240_000);

it('ends the check with whoever asked for it', async () => {
  const { store } = openTestStore();
  const path = join(temporaryFolder(), 'copy.db');
  await store.backup(path);
  const stop = new AbortController();
  const checked = checkCopyApart(path, silentLog, stop.signal);
  stop.abort(new Error('closed'));
  await expect(checked).rejects.toThrow('closed');
}, 60_000);
