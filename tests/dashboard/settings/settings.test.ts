import { describe, expect, it } from 'vitest';
import { guardedDashboard, PASSWORD } from '../fixtures/guarded-dashboard.js';

const SECRET = /<code class="secret">([^<]+)<\/code>/;

describe('settings', () => {
  it('change language, zone and preview at once, for everybody', async () => {
    const { post, cookie, get } = await guardedDashboard();
    const admin = cookie('admin');
    const form = { language: 'id', timeZone: 'Asia/Jakarta', preview: 'off' };
    expect((await post('/settings/preferences', form, admin)).status).toBe(303);
    const html = await (await get('/', { cookie: cookie('vera') })).text();
    expect(html).toContain('<html lang="id" data-zone="Asia/Jakarta">');
  });

  it('refuse what makes no sense, in one line, and change nothing', async () => {
    const { post, cookie, changeable } = await guardedDashboard();
    const before = changeable.current();
    const form = { language: 'id', timeZone: 'Mars/Olympus', preview: 'video' };
    const refused = await post('/settings/preferences', form, cookie('admin'));
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('dashboard.timeZone: is not an IANA time zone');
    expect(changeable.current()).toEqual(before);
  });

  it('turn the camera picture on and off', async () => {
    const { post, get, cookie } = await guardedDashboard();
    const admin = cookie('admin');
    expect((await get('/preview.jpeg', { cookie: admin })).status).toBe(404);
    // Answered at once: the kiosk opens the camera anew, and its pages with it.
    const on = await post('/settings/preferences', { preview: 'video' }, admin);
    expect([on.status, await on.text()]).toEqual([200, expect.stringContaining('Saved.')]);
    expect((await get('/preview.jpeg', { cookie: admin })).status).toBe(503);
    await post('/settings/preferences', { preview: 'off' }, admin);
    expect((await get('/preview.jpeg', { cookie: admin })).status).toBe(404);
  });

  it('say where they are kept', async () => {
    const { get, cookie, changeable } = await guardedDashboard();
    const page = await (await get('/settings', { cookie: cookie('admin') })).text();
    expect(page).toContain(`What is changed here is written to ${changeable.overlayPath()} and`);
  });

  it('change how long history is kept; what deletes some wants a second word', async () => {
    const { post, cookie, changeable, accounts } = await guardedDashboard();
    const admin = cookie('admin');
    const longer = {
      rawDays: '60',
      rollupDays: '0',
      maxDatabaseMiB: '8192',
      minDiskFreeMiB: '512,5',
    };
    expect((await post('/settings/retention', longer, admin)).status).toBe(303);
    const kept = { rawDays: 60, rollupDays: 0, maxDatabaseMiB: 8192, minDiskFreeMiB: 512.5 };
    expect(changeable.current()).toMatchObject(kept);
    for (const shorter of [{ rawDays: '59' }, { rollupDays: '400' }, { maxDatabaseMiB: '100' }]) {
      expect((await post('/settings/retention', shorter, admin)).status).toBe(422);
    }
    for (const wrong of [{ rawDays: '-1' }, { rawDays: 'many' }, { rollupDays: '9999' }]) {
      const sure = { ...wrong, sure: 'yes' };
      expect((await post('/settings/retention', sure, admin)).status).toBe(422);
    }
    expect(changeable.current()).toMatchObject(kept);
    await post('/settings/retention', { rawDays: '7', sure: 'yes' }, admin);
    expect(changeable.current()).toMatchObject({ ...kept, rawDays: 7 });
    expect(accounts.auditLog(1)[0]).toMatchObject({ action: 'retention-changed', actor: 'admin' });
  });

  it('add a user with a password shown once, and remove it', async () => {
    const { post, cookie, accounts } = await guardedDashboard();
    const admin = cookie('admin');
    const added = await post('/settings/users', { name: 'otto', role: 'viewer' }, admin);
    const password = SECRET.exec(await added.text())?.[1] ?? '';
    expect(await accounts.authenticate('otto', password)).toMatchObject({ role: 'viewer' });
    expect(JSON.stringify(accounts.auditLog())).not.toContain(password);
    await post('/settings/users/remove', { name: 'otto' }, admin);
    expect(accounts.find('otto')).toBeNull();
  });

  it('lead back to the page after a form, so that a reload or a language sends nothing again', async () => {
    const { post, get, cookie } = await guardedDashboard();
    const admin = cookie('admin');
    const saved = await post('/settings/retention', { rawDays: '300' }, admin);
    const location = saved.headers.get('location') ?? '';
    expect(location).toBe('/settings?done=saved');
    expect(await (await get(location, { cookie: admin })).text()).toContain('Saved.');
    expect(await (await get('/settings', { cookie: admin })).text()).not.toContain('Saved.');
    const forged = '/settings?done=uploaded&name=call-this-number';
    expect(await (await get(forged, { cookie: admin })).text()).not.toContain('call-this');
  });

  it.each([
    ['/settings/users', { name: 'otto', role: 'viewer' }, '/settings'],
    ['/settings/users/reset', { name: 'vera' }, '/settings'],
    ['/settings/tokens', { name: 'grafana' }, '/settings'],
    ['/settings/preferences', { timeZone: 'Mars/Olympus' }, '/settings'],
    [
      '/settings/masks?still=1',
      { 'mask-0-width': '-1', 'mask-0-height': '1' },
      '/settings/masks?still=1',
    ],
    ['/account/password', { old: 'wrong' }, '/account'],
    ['/setup', {}, '/setup'],
  ])('a page at the address of a form links to its own: %s', async (path, form, page) => {
    const { post, get, cookie } = await guardedDashboard();
    const answer = await post(path, form, cookie('admin'));
    const html = await answer.text();
    expect(html).toContain(`href="/language/id?to=${encodeURIComponent(page)}"`);
    const back = await get(page, { cookie: cookie('admin') });
    expect(back.status).toBe(200);
  });

  it('never remove the last administrator', async () => {
    const { post, cookie, accounts } = await guardedDashboard();
    const response = await post('/settings/users/remove', { name: 'admin' }, cookie('admin'));
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('last administrator');
    expect(accounts.find('admin')).not.toBeNull();
  });

  it('make a token that works and stops working', async () => {
    const { post, cookie, get } = await guardedDashboard();
    const admin = cookie('admin');
    const made = await post('/settings/tokens', { name: 'grafana', scope: 'read' }, admin);
    const authorization = `Bearer ${SECRET.exec(await made.text())?.[1]}`;
    expect((await get('/api/v1/status', { authorization })).status).toBe(200);
    await post('/settings/tokens/remove', { id: '1' }, admin);
    expect((await get('/api/v1/status', { authorization })).status).toBe(401);
  });

  it.each([
    'preferences',
    'retention',
    'masks',
    'users',
    'users/reset',
    'users/remove',
    'tokens',
    'tokens/remove',
  ])('are closed to viewers: %s', async (form) => {
    const { post, cookie, accounts, changeable } = await guardedDashboard();
    const before = changeable.current();
    const fields = { name: 'admin', role: 'administrator', scope: 'admin', id: '1' };
    expect((await post(`/settings/${form}`, fields, cookie('vera'))).status).toBe(403);
    expect(changeable.current()).toEqual(before);
    expect(accounts.list()).toHaveLength(2);
    expect(accounts.tokens.list()).toHaveLength(0);
    expect(await accounts.authenticate('admin', PASSWORD)).not.toBeNull();
  });
});

describe('the set-up', () => {
  const html = { accept: 'text/html' };

  it('leads the administrator there until the place is declared', async () => {
    const { get, post, cookie, accounts, changeable } = await guardedDashboard({ setUp: false });
    const admin = cookie('admin');
    const redirected = await get('/', { cookie: admin, ...html });
    expect(redirected.headers.get('location')).toBe('/setup');
    expect((await get('/', { cookie: cookie('vera'), ...html })).status).toBe(200);
    expect((await get('/setup', { cookie: admin, ...html })).status).toBe(200);

    const undeclared = await post('/setup', { language: 'id' }, admin);
    expect(undeclared.status).toBe(422);
    expect((await get('/', { cookie: admin, ...html })).status).toBe(303);

    const form = { place: 'yes', language: 'id', timeZone: 'Asia/Makassar', rawDays: '14' };
    const wrong = await post('/setup', { ...form, rawDays: 'some' }, admin);
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('store.rawDays');
    const done = await post('/setup', form, admin);
    expect(done.headers.get('location')).toBe('/');
    expect(changeable.current()).toMatchObject({ language: 'id', rawDays: 14 });
    const page = await (await get('/', { cookie: admin, ...html })).text();
    expect(page).toContain('data-zone="Asia/Makassar"');
    expect(accounts.auditLog(1)[0]).toMatchObject({ action: 'set-up', actor: 'admin' });
  });

  it('takes a password of one’s own and goes on signed in', async () => {
    const { post, cookie, accounts, get } = await guardedDashboard({ setUp: false });
    const admin = cookie('admin');
    const short = await post('/setup', { place: 'yes', password: 'short' }, admin);
    expect(short.status).toBe(422);
    const done = await post('/setup', { place: 'yes', password: 'a long enough one' }, admin);
    expect(done.status).toBe(303);
    expect(await accounts.authenticate('admin', 'a long enough one')).not.toBeNull();
    expect((await get('/', { cookie: admin })).status).toBe(401);
    const fresh = (done.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await get('/', { cookie: fresh })).status).toBe(200);
  });

  it('is not for viewers', async () => {
    const { get, post, cookie } = await guardedDashboard({ setUp: false });
    expect((await get('/setup', { cookie: cookie('vera') })).status).toBe(403);
    expect((await post('/setup', { place: 'yes' }, cookie('vera'))).status).toBe(403);
  });
});
