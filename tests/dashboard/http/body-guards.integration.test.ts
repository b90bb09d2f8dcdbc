import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/clock.js';
import { silentLog } from '../../../src/core/log.js';
import { serveDashboard } from '../../../src/dashboard/serve.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

async function serve({ app }: Pick<ReturnType<typeof testDashboard>, 'app'>) {
  const server = await serveDashboard({ app, host: '127.0.0.1', port: 0, log: silentLog });
  onTestFinished(() => server.close());
  return server;
}

/** Descriptors of this process that are open on `path`. */
function openFiles(path: string): number {
  const isOn = (descriptor: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      return false;
    }
  };
  return readdirSync('/proc/self/fd').filter(isOn).length;
}

it.each([
  ['/kiosk/events', 50],
  ['/live/events', 200],
  ['/api/v1/live/events', 50],
  ['/preview.mjpeg', 20],
  ['/export.csv', 3],
])('HEAD of %s takes none of its %i places', async (path, places) => {
  const dashboard = testDashboard({ settings: { preview: 'video' }, streamClock: systemClock });
  const { url } = await serve(dashboard);
  for (let i = 0; i <= places; i++) {
    expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(200);
  }
  const answer = await fetch(url + path);
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
});

it('HEAD of a backup tells its length and leaves no file open', async () => {
  const path = join(temporaryFolder(), 'a.db');
  writeFileSync(path, 'x'.repeat(300_000));
  const backups = { path: () => path } as never;
  const dashboard = await guardedDashboard({ deps: { backups } });
  const { url } = await serve(dashboard);
  const headers = { cookie: dashboard.cookie('admin') };
  const answer = await fetch(`${url}/settings/backups/a.db`, { method: 'HEAD', headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-length')).toBe('300000');
  await expect.poll(() => openFiles(path)).toBe(0);
});
