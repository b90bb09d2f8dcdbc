import { describe, expect, it } from 'vitest';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';
import { programDashboard } from '../fixtures/served-dashboard.js';

const MINE = 'https://signage.example.org';
const OTHER = 'http://gallery.example.org:3000';

function kiosk() {
  const dashboard = programDashboard();
  const { accounts, app } = dashboard;
  const [mine, other, none] = [[MINE], [OTHER, 'https://second.example.org'], []].map(
    (origins, i) => accounts.tokens.create(`program${i}`, 'read', origins),
  ) as [string, string, string];
  const read = (origin: string, token: string, path = '/api/v1/status') =>
    app.request(path, { headers: { origin, authorization: `Bearer ${token}` } });
  const ask = (origin: string, path = '/api/v1/status') =>
    app.request(path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
  return { ...dashboard, mine, other, none, read, ask };
}

const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

describe('pages of other origins', () => {
  it('read the API with a token that lists them, each with its own', async () => {
    const { mine, other, none, read } = kiosk();
    const response = await read(MINE, mine);
    expect(response.status).toBe(200);
    expect(allowed(response)).toBe(MINE);
    expect(response.headers.get('vary')).toContain('Origin');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(allowed(await read(OTHER, other))).toBe(OTHER);
    expect(allowed(await read(OTHER, mine))).toBeNull();
    expect(allowed(await read(MINE, none))).toBeNull();
    expect(allowed(await read('null', mine))).toBeNull();
    expect(allowed(await read(MINE, 'ekspresi_wrong'))).toBeNull();
  });

  it('are told before whether they may', async () => {
    const { ask } = kiosk();
    const answer = await ask(MINE);
    expect([answer.status, allowed(answer)]).toEqual([204, MINE]);
    expect(answer.headers.get('access-control-allow-headers')).toContain('Authorization');
    const refused = await ask('https://evil.example');
    expect([refused.status, allowed(refused)]).toEqual([403, null]);
    expect((await ask(MINE, '/settings')).status).toBe(405);
  });

  it('get nothing by a cookie, and nothing but the API', async () => {
    const { app, accounts, mine, read } = kiosk();
    await accounts.create('vera', 'viewer');
    const cookie = `ekspresi_session=${accounts.sessions.begin(1)}`;
    const headers = { origin: MINE, cookie };
    expect((await app.request('/api/v1/status', { headers })).status).toBe(200);
    expect(allowed(await app.request('/api/v1/status', { headers }))).toBeNull();
    expect(allowed(await read(MINE, mine, '/history'))).toBeNull();
  });
});

it('a token takes origins as browsers write them', async () => {
  const { accounts, post, cookie } = await guardedDashboard();
  for (const origin of [
    '*',
    'null',
    'example.org',
    `${MINE}/`,
    `${MINE}/page`,
    'ftp://a',
    `${MINE};`,
  ]) {
    expect(() => accounts.tokens.create('program', 'read', [origin])).toThrow(/origin/);
  }
  const form = { name: 'signage', scope: 'read', origins: ` ${MINE}, ${OTHER}\n` };
  expect((await post('/settings/tokens', form, cookie('admin'))).status).toBe(200);
  expect(accounts.tokens.list().map(({ origins }) => origins)).toEqual([[MINE, OTHER]]);
});

it('the kiosk page stands in frames of the listed origins only', async () => {
  const { app } = programDashboard({ embedOrigins: [MINE, OTHER] });
  const headers = async (path: string) => (await app.request(path)).headers;
  for (const path of ['/kiosk', '/notice']) {
    const given = await headers(path);
    expect(given.get('content-security-policy')).toContain(
      `frame-ancestors 'self' ${MINE} ${OTHER}`,
    );
    expect(given.get('x-frame-options')).toBeNull();
  }
  for (const path of ['/', '/login', '/healthz']) {
    const given = await headers(path);
    expect(given.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(given.get('x-frame-options')).toBe('DENY');
  }
  const closed = programDashboard();
  const given = (await closed.app.request('/kiosk')).headers;
  expect(given.get('content-security-policy')).toContain("frame-ancestors 'self'");
});
