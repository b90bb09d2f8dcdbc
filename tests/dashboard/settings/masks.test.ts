import { expect, it } from 'vitest';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';

const row = (number: number, x: string, y: string, width: string, height: string) => ({
  [`mask-${number}-x`]: x,
  [`mask-${number}-y`]: y,
  [`mask-${number}-width`]: width,
  [`mask-${number}-height`]: height,
});

it('masks are drawn by numbers in percent, shown on the picture, and removed again', async () => {
  const { get, post, cookie, changeable, accounts } = await guardedDashboard();
  const admin = cookie('admin');
  const form = { ...row(0, '10', '0', '25,5', '100'), ...row(1, '', '', '', '') };
  const saved = await post('/settings/masks', form, admin);
  expect(saved.status).toBe(303);
  const mask = { x: 0.1, y: 0, width: 0.255, height: 1 };
  expect(changeable.current().masks).toEqual([mask]);
  const page = await get(saved.headers.get('location') ?? '', { cookie: admin });
  const html = await page.text();
  expect(html).toContain('Saved.');
  expect(html).toContain('x="64.0" y="0.0" width="163.2" height="480.0"');
  expect(html).toMatch(/name="mask-0-width"[^>]*value="25.5"/);
  expect(html).toMatch(/name="mask-1-width"[^>]*value=""/);
  expect(accounts.auditLog(1)[0]).toMatchObject({ action: 'masks-changed', actor: 'admin' });
  expect(await (await get('/settings', { cookie: admin })).text()).toContain('One mask.');

  const second = { ...row(0, '10', '0', '25.5', '100'), ...row(1, '50', '50', '50', '50') };
  await post('/settings/masks', second, admin);
  expect(changeable.current().masks).toHaveLength(2);
  const removed = await post('/settings/masks?still=1', { ...second, remove: '0' }, admin);
  expect(removed.headers.get('location')).toBe('/settings/masks?still=1&saved=1');
  expect(changeable.current().masks).toEqual([{ x: 0.5, y: 0.5, width: 0.5, height: 0.5 }]);
});

it.each([
  ['beyond the picture', row(0, '90', '0', '20', '10')],
  ['no number', row(0, 'left', '0', '20', '10')],
  ['negative', row(0, '0', '0', '-20', '10')],
])('refuses a mask that makes no sense: %s', async (_, form) => {
  const { post, cookie, changeable } = await guardedDashboard();
  const refused = await post('/settings/masks', form, cookie('admin'));
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('inference.masks.0');
  expect(changeable.current().masks).toEqual([]);
});

it('gives a still of the camera to administrators alone, and notes it', async () => {
  const takeStill = async () => new Uint8Array([0xff, 0xd8, 0xff]);
  const { get, cookie, accounts } = await guardedDashboard({ deps: { takeStill } });
  const still = await get('/settings/still.jpeg', { cookie: cookie('admin') });
  expect(still.headers.get('content-type')).toBe('image/jpeg');
  expect(still.headers.get('cache-control')).toBe('no-store');
  expect((await still.arrayBuffer()).byteLength).toBe(3);
  expect(accounts.auditLog(1)[0]).toMatchObject({ action: 'still-shown' });
  expect((await get('/settings/still.jpeg', { cookie: cookie('vera') })).status).toBe(403);
  expect((await get('/settings/still.jpeg')).status).toBe(401);
});

it('says so where no picture comes', async () => {
  const { get, cookie } = await guardedDashboard({ deps: { takeStill: async () => null } });
  const admin = cookie('admin');
  expect((await get('/settings/still.jpeg', { cookie: admin })).status).toBe(503);
  const page = await (await get('/settings/masks', { cookie: admin })).text();
  expect(page).not.toContain('<img class="picture"');
});
