import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { openAccounts } from '../../src/accounts/accounts.js';
import { command } from '../../src/cli/mark.js';
import { silentLog } from '../../src/core/log.js';
import { serveDashboard } from '../../src/dashboard/serve.js';
import { DECLARATION } from '../../src/dashboard/setup/setup-guard.js';
import { testDashboard } from '../dashboard/fixtures/test-dashboard.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';

/** The command against a kiosk on a socket, with a token that may only set markers. */
async function kiosk() {
  const clock = new ManualClock();
  const accounts = openAccounts(temporaryFolder(), clock, silentLog);
  onTestFinished(() => accounts.close());
  accounts.setFact(DECLARATION, '{}');
  const EKSPRESI_TOKEN = accounts.tokens.create('player', 'write');
  const dashboard = testDashboard({ clock, deps: { accounts } });
  const { app } = dashboard;
  const server = await serveDashboard({ app, host: '127.0.0.1', port: 0, log: silentLog });
  onTestFinished(() => server.close());
  const folder = temporaryFolder();
  const mark = async (...args: readonly string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    await command.run([...args, '--url', `http://127.0.0.1:${server.port}`, '--data', folder], {
      ...{ stdin: Readable.from([]), stdout, stderr, environment: { EKSPRESI_TOKEN } },
      ...{ signal: new AbortController().signal, onHangup: () => {} },
    });
    return JSON.parse(String(stdout.read()));
  };
  const file = (text: string) => {
    const path = join(folder, 'plays.csv');
    writeFileSync(path, text);
    return path;
  };
  return { ...dashboard, mark, file };
}

it('sets a content, ends it, and sets a note', async () => {
  const { mark, clock, store } = await kiosk();
  const { marker } = await mark('Coffee, 15 s', '--id', 'spot-17', '--from', 'now');
  expect(marker).toMatchObject({ kind: 'content', contentId: 'spot-17', endMs: null });
  expect(marker).toMatchObject({ name: 'Coffee, 15 s', setBy: 'token:player' });
  clock.pass(15_000);
  const ended = await mark('--end', String(marker.id));
  expect(ended.marker.endMs - ended.marker.startMs).toBe(15_000);
  await mark('school class');
  const range = { fromMs: 0, toMs: clock.wallMs + 1 };
  expect(store.queries.markers({ range }).rows.map(({ name }) => name)).toEqual([
    'school class',
    'Coffee, 15 s',
  ]);
  await expect(mark('--end', '99')).rejects.toMatchObject({ code: 'USAGE' });
});

it('imports a file whole or not at all, unless its wrong rows are to be skipped', async () => {
  const { mark, file, clock, store } = await kiosk();
  const day = new Date(clock.wallMs).toISOString().slice(0, 10);
  const path = file(
    `from,to,id,name\n${day}T08:00:00,${day}T08:00:15,a,Spot A\n` +
      `${day}T09:00:00,${day}T08:00:15,b,Spot B\n${day}T10:00:00,${day}T10:00:15,c,Spot C\n`,
  );
  const range = { fromMs: 0, toMs: clock.wallMs + 1 };
  const ids = () => store.queries.markers({ range }).rows.map(({ contentId }) => contentId);
  await expect(mark('--import', path)).rejects.toThrow(/line 3: /);
  expect(ids()).toEqual([]);
  expect(await mark('--import', path, '--skip-wrong')).toMatchObject({
    ...{ rows: 2, stored: 2, wrongCount: 1, wrong: [{ line: 3 }] },
  });
  expect(ids()).toEqual(['c', 'a']);
  // Twice is once.
  expect(await mark('--import', path, '--skip-wrong')).toMatchObject({ stored: 0 });
});
