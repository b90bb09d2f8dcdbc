import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DashboardBackups } from '../../../src/dashboard/dashboard-deps.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';

const NAME = 'ekspresi-2026-06-01.db';

async function withBackup() {
  const path = join(temporaryFolder(), NAME);
  writeFileSync(path, 'SQLite format 3');
  const done: string[] = [];
  const backups: DashboardBackups = {
    list: () => [NAME, 'uploaded-1.db'].map((name) => ({ name, bytes: 15, madeAtMs: 0 })),
    isMaking: () => false,
    path: (name) => (name === NAME ? path : null),
    make: () => done.push('make'),
    remove: (name) => done.push(`remove ${name}`),
    uploadRoomBytes: () => 5_000_000_000,
    receive: async (content) => {
      let bytes = 0;
      for await (const chunk of content) bytes += chunk.length;
      done.push(`receive ${bytes}`);
      return 'uploaded-1.db';
    },
    restore: (name) => {
      if (name !== NAME) return false;
      done.push(`restore ${name}`);
      return true;
    },
  };
  return { ...(await guardedDashboard({ deps: { backups } })), done };
}

it('lets an administrator download a backup, and nobody else', async () => {
  const { get, cookie, accounts } = await withBackup();
  const cookies = { cookie: cookie('admin') };
  expect(await (await get('/settings', cookies)).text()).toContain(NAME);
  const answer = await get(`/settings/backups/${NAME}`, cookies);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${NAME}"`);
  expect(await answer.text()).toBe('SQLite format 3');
  expect(accounts.auditLog()[0]).toMatchObject({ action: 'backup-downloaded', detail: NAME });
  expect((await get('/settings/backups/..%2fekspresi.db', cookies)).status).toBe(404);
  const viewer = await get(`/settings/backups/${NAME}`, { cookie: cookie('vera') });
  expect(viewer.status).toBe(403);
});

it('restores only what was asked for twice, and notes it', async () => {
  const { post, cookie, done, accounts } = await withBackup();
  const admin = cookie('admin');
  expect((await post('/settings/backups/restore', { name: NAME }, admin)).status).toBe(422);
  expect(done).toEqual([]);
  const form = { name: NAME, sure: 'yes' };
  expect((await post('/settings/backups/restore', form, cookie('vera'))).status).toBe(403);
  expect((await post('/settings/backups/restore', form, admin)).status).toBe(200);
  await post('/settings/backups', {}, admin);
  expect(done).toEqual([`restore ${NAME}`, 'make']);
  expect(accounts.auditLog().map(({ action }) => action)).toContain('backup-restored');
});

it('takes an upload of any size as a stream, from administrators alone', async () => {
  const { app, get, cookie, done, accounts } = await withBackup();
  const send = (user: 'admin' | 'vera' | null, file: Blob | null) => {
    const body = new FormData();
    body.append('note', 'before the file');
    if (file) body.append('backup', file, 'history.db');
    const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' };
    if (user) headers.cookie = cookie(user);
    return app.request('/settings/backups/upload', { method: 'POST', body, headers });
  };
  const large = new Blob([new Uint8Array(3_000_000)]);
  const taken = await send('admin', large);
  expect(taken.status).toBe(303);
  const page = await get(taken.headers.get('location') ?? '', { cookie: cookie('admin') });
  expect(await page.text()).toContain('uploaded-1.db is sound');
  expect(done).toEqual(['receive 3000000']);
  expect(accounts.auditLog(1)[0]).toMatchObject({ action: 'backup-uploaded' });
  expect((await send('admin', null)).status).toBe(422);
  expect((await send('vera', large)).status).toBe(403);
  expect((await send(null, large)).status).toBe(401);
  const elsewhere = await app.request('/settings/users', {
    method: 'POST',
    body: large,
    headers: {
      ...{ 'sec-fetch-site': 'same-origin', cookie: cookie('admin') },
      'content-length': String(large.size),
    },
  });
  expect(elsewhere.status).toBe(413);
  expect(done).toHaveLength(1);
});
