import { describe, expect, it, onTestFinished } from 'vitest';
import { type Accounts, openAccounts } from '../../../src/accounts/accounts.js';
import { silentLog } from '../../../src/core/log.js';
import { ManualClock } from '../../store/fixtures/manual-clock.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

const HOUR_MS = 3_600_000;
const PASSWORD = 'correct horse battery';

async function guarded() {
  const clock = new ManualClock();
  const accounts = openAccounts(temporaryFolder(), clock, silentLog);
  onTestFinished(() => accounts.close());
  await accounts.create('admin', 'administrator', PASSWORD);
  await accounts.create('vera', 'viewer', PASSWORD);
  const dashboard = testDashboard({ clock, deps: { accounts } });
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    dashboard.app.request(path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { 'sec-fetch-site': 'same-origin', ...headers },
    });
  const signIn = async (name: string, password = PASSWORD, headers = {}) => {
    const response = await post('/login', { name, password }, headers);
    return { response, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  };
  return { ...dashboard, accounts, post, signIn };
}

const CLOSED = [
  '/',
  '/live/events',
  '/preview.jpeg',
  '/preview.mjpeg',
  '/history',
  '/faces',
  '/faces/1',
  '/faces/1/timeline',
  '/events',
  '/system',
  '/export.csv',
  '/account',
  '/nowhere',
  '/kiosk/other',
  '/login/x',
  '/Healthz',
];

describe('strangers', () => {
  it.each(CLOSED)('may not see %s', async (path) => {
    const { get } = await guarded();
    expect((await get(path)).status).toBe(401);
    const page = await get(path, { accept: 'text/html' });
    expect(page.status).toBe(303);
    expect(page.headers.get('location')).toMatch(/^\/login\?to=/);
  });

  it('come back to the page with its range after the sign-in', async () => {
    const { get } = await guarded();
    const page = '/history?from=2026-06-01T10%3A00&to=2026-06-02T10%3A00';
    const login = `/login?to=${encodeURIComponent(page)}`;
    expect((await get(page, { accept: 'text/html' })).headers.get('location')).toBe(login);
    const part = await get('/faces?cursor=9', {
      accept: 'text/html',
      'hx-request': 'true',
      'hx-current-url': `http://kiosk.local${page}`,
    });
    expect(part.status).toBe(401);
    expect(part.headers.get('hx-redirect')).toBe(login);
    const odd = { accept: 'text/html', 'hx-request': 'true', 'hx-current-url': 'http://[' };
    expect((await get('/faces', odd)).headers.get('hx-redirect')).toBe('/login?to=%2F');
  });

  it('may see the health and the sign-in page', async () => {
    const { get } = await guarded();
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/login')).status).toBe(200);
    expect((await get('/assets/base.css')).status).toBe(200);
  });

  it.each(['ekspresi_session=', 'ekspresi_session=x', `ekspresi_session=${'a'.repeat(43)}`])(
    'are not let in by the cookie %s',
    async (cookie) => {
      const { get } = await guarded();
      expect((await get('/', { cookie })).status).toBe(401);
    },
  );

  it.each(['Bearer ', 'Bearer ekspresi_x', 'Basic YWRtaW46YWRtaW4=', 'Bearer null'])(
    'are not let in by Authorization: %s',
    async (authorization) => {
      const { get } = await guarded();
      expect((await get('/', { authorization })).status).toBe(401);
    },
  );
});

describe('signing in', () => {
  it('gives a cookie that scripts and other sites cannot use', async () => {
    const { signIn, get } = await guarded();
    const { response, cookie } = await signIn('ADMIN');
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/);
    expect((await get('/', { cookie })).status).toBe(200);
  });

  it('goes back only to a path of our own', async () => {
    const { post } = await guarded();
    const to = async (path: string) =>
      (await post('/login', { name: 'admin', password: PASSWORD, to: path })).headers.get(
        'location',
      );
    expect(await to('/history')).toBe('/history');
    expect(await to('//evil.example')).toBe('/');
  });

  it('says the same for a wrong name and a wrong password', async () => {
    const { signIn } = await guarded();
    const wrong = await signIn('admin', 'wrong password');
    const unknown = await signIn('nobody', 'wrong password');
    expect(wrong.response.status).toBe(422);
    const text = async (response: Response) =>
      (await response.text()).replace(/value="(admin|nobody)"/, '');
    expect(await text(wrong.response)).toBe(await text(unknown.response));
    expect(wrong.cookie).toBe('');
  });

  it('stops guessing, also with the right password, and lets go after a while', async () => {
    const { signIn, clock } = await guarded();
    for (let i = 0; i < 5; i++) await signIn('admin', `guess number ${i}`);
    const stopped = await signIn('admin');
    expect(stopped.response.status).toBe(429);
    expect(Number(stopped.response.headers.get('retry-after'))).toBeGreaterThan(60);
    clock.pass(16 * 60_000);
    expect((await signIn('admin')).response.status).toBe(303);
  });

  it('ends with sign-out, with idleness and with age', async () => {
    const { signIn, get, post, clock } = await guarded();
    const out = (await signIn('vera')).cookie;
    expect((await post('/logout', {}, { cookie: out })).status).toBe(303);
    expect((await get('/', { cookie: out })).status).toBe(401);

    const idle = (await signIn('vera')).cookie;
    clock.pass(13 * HOUR_MS);
    expect((await get('/', { cookie: idle })).status).toBe(401);

    const busy = (await signIn('vera')).cookie;
    for (let hours = 0; hours < 14 * 24; hours += 8) {
      clock.pass(8 * HOUR_MS);
      const expected = hours + 8 > 14 * 24 ? 401 : 200;
      expect((await get('/', { cookie: busy })).status).toBe(expected);
    }
    clock.pass(8 * HOUR_MS);
    expect((await get('/', { cookie: busy })).status).toBe(401);
  });
});

describe('a form that was sent after its session had ended', () => {
  const headers = { accept: 'text/html', host: 'kiosk.local', origin: 'http://kiosk.local' };

  it('leads to the sign-in, which says so, and from there to its page', async () => {
    const { post, get } = await guarded();
    const referer = 'http://kiosk.local/settings?tab=1';
    const sent = await post('/settings/preferences', {}, { ...headers, referer });
    expect(sent.status).toBe(303);
    const login = sent.headers.get('location') ?? '';
    expect(login).toBe('/login?expired=1&to=%2Fsettings%3Ftab%3D1');
    const page = await (await get(login)).text();
    expect(page).toContain('You were signed out meanwhile');
    expect(page).toContain('name="to" value="/settings?tab=1"');
  });

  it.each(['http://evil.example/x', 'nonsense', ''])('and never to %j', async (referer) => {
    const { post } = await guarded();
    const sent = await post('/settings/preferences', {}, { ...headers, referer });
    expect(sent.headers.get('location')).toBe('/login?expired=1&to=%2F');
  });
});

it('programs are told how to sign in', async () => {
  const { get, app } = await guarded();
  for (const answer of [
    await get('/api/v1/status'),
    await get('/api/v1/status', { authorization: 'Bearer ekspresi_x', accept: 'text/html' }),
    await app.request('/settings/backups', {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
    }),
  ]) {
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  }
  const { error } = (await (await get('/api/v1/status')).json()) as { error: { message: string } };
  expect(error.message).toContain('token');
});

describe('forged requests from other sites', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'null' }],
    [{}],
  ])('are refused with %j', async (headers) => {
    const { app, signIn } = await guarded();
    const { cookie } = await signIn('admin');
    const response = await app.request('/logout', {
      method: 'POST',
      headers: { cookie, ...headers } as Record<string, string>,
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('did not come from a page of this box');
  });

  it('are told from our own by Origin where the browser sends no Sec-Fetch-Site', async () => {
    const { app, signIn } = await guarded();
    const { cookie } = await signIn('admin');
    const headers = { cookie, host: '192.168.1.7:8080', origin: 'http://192.168.1.7:8080' };
    expect((await app.request('/logout', { method: 'POST', headers })).status).toBe(303);
  });

  it('cannot ride on a cookie by claiming a token', async () => {
    const { app, signIn } = await guarded();
    const { cookie } = await signIn('admin');
    const headers = { cookie, authorization: 'Bearer x', 'sec-fetch-site': 'cross-site' };
    expect((await app.request('/logout', { method: 'POST', headers })).status).toBe(401);
  });
});

describe('roles', () => {
  it.each(['/settings', '/settings/anything', '/api/v1/admin/x'])(
    'viewers may not open %s',
    async (path) => {
      const { get, signIn } = await guarded();
      const { cookie } = await signIn('vera');
      expect((await get(path, { cookie })).status).toBe(403);
    },
  );

  it('viewers may change their own password only', async () => {
    const { post, signIn, get } = await guarded();
    const { cookie } = await signIn('vera');
    expect((await post('/anything', {}, { cookie })).status).toBe(403);
    const wrong = await post('/account/password', { old: 'no', new: 'a new password' }, { cookie });
    expect(wrong.status).toBe(422);
    const short = await post('/account/password', { old: PASSWORD, new: 'short' }, { cookie });
    expect(short.status).toBe(422);
    const form = { old: PASSWORD, new: 'a new password' };
    const changed = await post('/account/password', form, { cookie });
    expect(changed.status).toBe(303);
    expect((await get('/', { cookie })).status).toBe(401);
    const fresh = (changed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const page = await get(changed.headers.get('location') ?? '', { cookie: fresh });
    expect(await page.text()).toContain('The password has been changed.');
    expect((await get('/', { cookie: fresh })).status).toBe(200);
  });

  it('tokens read, or administer, by their scope', async () => {
    const { get, app, accounts } = await guarded();
    const read = `Bearer ${accounts.tokens.create('grafana', 'read')}`;
    const admin = `Bearer ${accounts.tokens.create('ansible', 'admin')}`;
    expect((await get('/faces', { authorization: read })).status).toBe(200);
    const post = (authorization: string) =>
      app.request('/nowhere', { method: 'POST', headers: { authorization } });
    expect((await post(read)).status).toBe(403);
    expect((await post(admin)).status).toBe(404);
    accounts.tokens.remove(1);
    expect((await get('/faces', { authorization: read })).status).toBe(401);
  });
});

function lastAudit(accounts: Accounts): string {
  return accounts.auditLog(1)[0]?.action ?? '';
}

it('writes what happened into the audit log, without passwords', async () => {
  const { signIn, accounts, post } = await guarded();
  await signIn('admin', 'a wrong password');
  expect(lastAudit(accounts)).toBe('sign-in-failed');
  const { cookie } = await signIn('admin');
  expect(lastAudit(accounts)).toBe('signed-in');
  await post('/logout', {}, { cookie });
  expect(lastAudit(accounts)).toBe('signed-out');
  expect(JSON.stringify(accounts.auditLog())).not.toContain('password"');
  expect(JSON.stringify(accounts.auditLog())).not.toContain(PASSWORD);
});
