import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { pageBackups } from '../../src/daemon/page-backups.js';
import { restoreBackup } from '../../src/store/backup/restore-backup.js';
import { openTestStore, recordStay, testRun } from '../store/fixtures/open-test-store.js';

it('makes, names, restores and removes backups of the history in use', async () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 3000 });
  const asked: string[] = [];
  const { dataDir, store, clock } = open;
  const onRestore = (path: string) => asked.push(path);
  const check = async () => {};
  const backups = pageBackups({ dataDir, store, clock, onRestore, check, leaveFreeBytes: () => 0 });
  expect(backups.list()).toEqual([]);

  backups.make();
  expect(backups.isMaking()).toBe(true);
  await vi.waitFor(() => expect(backups.isMaking()).toBe(false));
  const [made] = backups.list();
  expect(made?.name).toMatch(/^by-hand-\d{8}T\d{6}Z\.db$/);
  writeFileSync(join(dataDir, 'backups', 'half.db.part'), 'x');
  expect(backups.list()).toHaveLength(1);

  for (const name of ['../ekspresi.db', 'half.db.part', '', '/etc/passwd']) {
    expect([name, backups.path(name), backups.restore(name)]).toEqual([name, null, false]);
  }
  recordStay(open, { trackId: 2, durationMs: 3000 });
  expect(backups.restore(made?.name ?? '')).toBe(true);
  store.close();
  await store.closed();
  restoreBackup({ dataDir, backupPath: asked[0] ?? '', nowMs: 0 });
  backups.remove(made?.name ?? '');
  expect(backups.list()).toEqual([]);
});

it('makes one again after it could not', async () => {
  const { dataDir, store, clock } = openTestStore();
  const said: string[] = [];
  let isClosed = true;
  const failing = {
    backup: (path: string) => {
      if (isClosed) throw new Error('the history is closed');
      return store.backup(path);
    },
    recordEvent: ({ message }: { message: string }) => said.push(message),
  };
  const [check, onRestore] = [async () => {}, () => {}];
  const deps = { dataDir, store: failing, clock, onRestore, check, leaveFreeBytes: () => 0 };
  const backups = pageBackups(deps as never);
  backups.make();
  await vi.waitFor(() => expect(said).toEqual([expect.stringContaining('the history is closed')]));
  expect(backups.isMaking()).toBe(false);
  isClosed = false;
  backups.make();
  await vi.waitFor(() => expect(backups.list()).toHaveLength(1));
});
