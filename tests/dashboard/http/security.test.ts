import { describe, expect, it } from 'vitest';
import { EkspresiError } from '../../../src/core/errors.js';
import { hostName } from '../../../src/dashboard/http/host-guard.js';
import { ownPath } from '../../../src/dashboard/http/language-route.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

const PAGES = ['/', '/history', '/faces', '/events', '/system'];

describe('every page', () => {
  it.each(PAGES)('%s allows nothing inline and nothing from elsewhere', async (path) => {
    const response = await testDashboard().get(path);
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
    expect(html).not.toMatch(/\sstyle="|<style|\son\w+="/);
    expect(html).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//);
  });
});

describe('requests that make no sense', () => {
  it.each([
    ['/nowhere', 404],
    ['/assets/../package.json', 404],
    ['/assets/..%2f..%2fpackage.json', 404],
    ['/assets/%2e%2e%2fserver.js', 404],
    ['/faces/0', 404],
    ['/faces/1e9', 404],
    ["/faces/1'--", 404],
    ['/history?from=yesterday', 400],
    ['/history?from=2026-06-02&to=2026-06-01', 400],
    ['/history?from=1000000000&to=99999999999999', 400],
    ['/history?cursor=garbage', 400],
    ['/events?cursor=%00', 400],
    ['/export.csv?level=everything', 400],
    ['/export.csv?zone=Mars', 400],
  ])('%s is answered with %i and no inner detail', async (path, status) => {
    const response = await testDashboard().get(path);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).not.toMatch(/at .*\.(ts|js):\d+|node_modules|SQLITE|\/tmp\//);
  });

  it('refuses a large body before reading it all', async () => {
    const { app } = testDashboard();
    const response = await app.request('/history', {
      method: 'POST',
      body: 'x'.repeat(100_000),
      headers: { 'sec-fetch-site': 'same-origin', 'content-length': '100000' },
    });
    expect(response.status).toBe(413);
  });

  it('hides a surprise and answers 503 for a store that fails', async () => {
    const failing = (error: Error) =>
      testDashboard({
        deps: {
          status: () => {
            throw error;
          },
        },
      });
    const surprise = await failing(new Error('secret /etc/shadow')).get('/');
    expect(surprise.status).toBe(500);
    expect(await surprise.text()).not.toContain('secret');
    const locked = new EkspresiError('history-busy', { path: 'x.db', reason: 'locked' });
    expect((await failing(locked).get('/')).status).toBe(503);
  });
});

describe('the Host header', () => {
  it.each(['localhost:8080', '127.0.0.1', '192.168.1.7:8080', '[fe80::1]:8080', 'kiosk.local'])(
    'may be %s',
    async (host) => {
      expect((await testDashboard().get('/healthz', { host })).status).toBe(200);
    },
  );

  it.each(['evil.example', 'localhost.evil.example', 'kiosk.local.evil.example:8080'])(
    'may not be %s',
    async (host) => {
      expect((await testDashboard().get('/', { host })).status).toBe(403);
    },
  );

  it('is explained where it is wrong, with the setting that allows it', async () => {
    const dashboard = testDashboard();
    const headers = { host: 'foyer.museum.example', accept: 'text/html' };
    const page = await (await dashboard.get('/', headers)).text();
    expect(page).toContain('does not answer to the name foyer.museum.example');
    expect(page).toContain('dashboard.allowedHosts');
    expect(page).not.toContain('Your account');
    const style = /\/assets\/base\.css[^"]*/.exec(page)?.[0] ?? '';
    expect((await dashboard.get(style, headers)).status).toBe(200);
    const indonesian = await dashboard.get('/', { ...headers, 'accept-language': 'id' });
    expect(await indonesian.text()).toContain('tidak dikenal dengan nama foyer.museum.example');
    const answer = await dashboard.get('/api/v1/status', headers);
    expect(await answer.json()).toMatchObject({
      error: { status: 403, message: expect.stringContaining('dashboard.allowedHosts') },
    });
  });

  it('may be a configured name', async () => {
    const dashboard = testDashboard({ settings: { allowedHosts: ['Foyer.Museum.example'] } });
    expect((await dashboard.get('/', { host: 'foyer.museum.example:80' })).status).toBe(200);
  });

  it('is refused when malformed', () => {
    expect(hostName('a b')).toBeNull();
    expect(hostName('user@localhost')).toBeNull();
    expect(hostName('LOCALHOST:80')).toBe('localhost');
  });
});

describe('the way back after choosing a language', () => {
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', ''])(
    'never leaves the box for %j',
    (to) => expect(ownPath(to)).toBe('/'),
  );

  it('keeps a path of our own', () => {
    expect(ownPath('/history?preset=week')).toBe('/history?preset=week');
  });

  it('remembers the choice', async () => {
    const dashboard = testDashboard();
    const response = await dashboard.get('/language/id?to=/events');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/events');
    const page = await dashboard.get('/events', { cookie: 'language=id', 'accept-language': 'en' });
    expect(await page.text()).toContain('Kejadian');
    expect((await dashboard.get('/language/xx')).status).toBe(404);
  });

  it('keeps the range of the page', async () => {
    const dashboard = testDashboard();
    const page = '/history?from=2026-06-01T10%3A00&to=2026-06-01T12%3A00';
    const html = await (await dashboard.get(page)).text();
    const link = /href="(\/language\/id\?to=[^"]+)"/.exec(html)?.[1] ?? '';
    expect((await dashboard.get(link)).headers.get('location')).toBe(page);
  });
});

describe('assets', () => {
  it('are cached for good under their hashed address and validated otherwise', async () => {
    const dashboard = testDashboard();
    const html = await (await dashboard.get('/')).text();
    const hashed = /\/assets\/base\.css\?v=[0-9a-f]+/.exec(html)?.[0] ?? '';
    const first = await dashboard.get(hashed);
    expect(first.headers.get('cache-control')).toContain('immutable');
    const etag = first.headers.get('etag') ?? '';
    const plain = await dashboard.get('/assets/base.css', { 'if-none-match': etag });
    expect(plain.status).toBe(304);
    expect((await dashboard.get('/assets/base.css')).headers.get('cache-control')).toBe('no-cache');
  });
});

it('limits the requests of one address', async () => {
  const dashboard = testDashboard();
  const statuses = new Set<number>();
  for (let i = 0; i < 260; i++) statuses.add((await dashboard.get('/healthz')).status);
  expect([...statuses]).toEqual([200, 429]);
  expect((await dashboard.get('/healthz')).headers.get('retry-after')).toBe('1');
  dashboard.clock.pass(1000);
  expect((await dashboard.get('/healthz')).status).toBe(200);
});

it('names a contact in security.txt to everybody, where there is one', async () => {
  const path = '/.well-known/security.txt';
  expect((await testDashboard().get(path)).status).toBe(404);
  const settings = { securityContact: 'mailto:security@example.org' };
  const { get } = await guardedDashboard({ settings });
  const response = await get(path);
  expect(response.headers.get('content-type')).toContain('text/plain');
  const text = await response.text();
  expect(text).toContain('Contact: mailto:security@example.org\n');
  expect(Date.parse(/Expires: (\S+)/.exec(text)?.[1] ?? '')).toBeGreaterThan(0);
});
