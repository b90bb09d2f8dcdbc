import { expect, it } from 'vitest';
import {
  openTestStore,
  readRows,
  recordStay,
  temporaryFolder,
  testRun,
} from '../store/fixtures/open-test-store.js';
import { ekspresi } from './command.js';

it('counts the sums anew, refuses beside a daemon, and says where there is nothing', async () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 4000, expression: 'happy' });
  open.store.flush();
  const { dataDir } = open;
  const busy = await ekspresi('rollups', 'rebuild', '--data', dataDir);
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('STORE_LOCKED')]);
  open.store.close();

  const sum = 'SELECT sum(happy_ms) AS ms FROM rollup_minute';
  const live = readRows(dataDir, sum);
  const done = await ekspresi('rollups', 'rebuild', '--data', dataDir);
  expect(done).toMatchObject({ code: 0, stdout: '' });
  expect(done.stderr).toMatch(
    /^ekspresi: 21 observations counted; the sums since 2026-.* are new\n$/,
  );
  expect(readRows(dataDir, sum)).toEqual(live);

  const empty = await ekspresi('rollups', 'rebuild', '--data', temporaryFolder());
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('no history')]);
  const wrong = await ekspresi('rollups', '--data', dataDir);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('wants rebuild')]);
});
