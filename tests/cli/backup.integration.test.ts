import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  openTestStore,
  recordStay,
  temporaryFolder,
  testRun,
} from '../store/fixtures/open-test-store.js';
import { ekspresi } from './command.js';

it('replaces an older backup, but neither the history nor a device', async () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 1000, expression: 'happy' });
  open.store.flush();
  const history = join(open.dataDir, 'ekspresi.db');
  const target = join(temporaryFolder(), 'copy.db');
  const create = (path: string) => ekspresi('backup', 'create', path, '--data', open.dataDir);
  expect((await create(target)).code).toBe(0);
  expect((await create(target)).code).toBe(0);
  expect((await ekspresi('backup', 'check', target)).code).toBe(0);

  for (const path of [history, open.dataDir, '/dev/null']) {
    const { code, stderr } = await create(path);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/OUTPUT_UNWRITABLE/),
    });
  }
});

it('says where there is no history', async () => {
  const file = join(temporaryFolder(), 'file.db');
  const { code, stderr } = await ekspresi('backup', 'create', file, '--data', '/dev/null');
  expect(code).toBe(1);
  expect(stderr).toMatch(/STORE_MISSING/);
});
