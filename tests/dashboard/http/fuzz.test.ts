import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { changeableSettings } from '../../../src/daemon/config/changeable-settings.js';
import { effectiveConfig } from '../../../src/daemon/config/effective-config.js';
import { isOpen } from '../../../src/dashboard/auth/sign-in-guard.js';
import { type GuardedDashboard, guardedDashboard } from '../fixtures/guarded-dashboard.js';

/** Numbers from a seed (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ODD = [
  '',
  '0',
  '-1',
  '1e999',
  '99999999999999999999',
  'NaN',
  "' OR 1=1 --",
  '%00',
  '%ff%fe',
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '<script>alert(1)</script>',
  '2026-02-30T25:61',
  '253402300800000',
  '\u202e\u0000',
  'a'.repeat(3000),
  '__proto__',
  'constructor',
];
const FIELDS = [
  'from',
  'to',
  'preset',
  'cursor',
  'limit',
  'order',
  'dominant',
  'stay',
  'level',
  'kind',
  'unit',
  'zone',
  'heat',
  'format',
  'faceId',
  'expression',
  'id',
  'name',
  'role',
  'password',
  'old',
  'new',
  'language',
  'timeZone',
  'preview',
  'rawDays',
  'maxDatabaseMiB',
  'sure',
  'remove',
  'mask-0-x',
  'mask-0-width',
  'mask-0-height',
  'still',
];
const HEADERS = ['cookie', 'accept-language', 'if-none-match', 'authorization', 'hx-request'];

/** How many more streams a stranger may open. */
async function placesLeft(app: GuardedDashboard['app']): Promise<number> {
  let places = 0;
  while ((await app.request('/kiosk/events')).status === 200) places += 1;
  return places;
}

it('no request, however odd, breaks the dashboard or opens it to strangers', async () => {
  const { app, cookie, clock } = await guardedDashboard();
  const viewer = cookie('vera');
  const random = seeded(20261124);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const paths = [...new Set(app.routes.map(({ path }) => path))].filter((path) => path !== '/*');
  expect(paths.length).toBeGreaterThan(30);

  for (let i = 0; i < 1200; i++) {
    clock.pass(100);
    const pattern = paths[i % paths.length] as string;
    const path = pattern.replace(/:\w+|\*/g, () => encodeURIComponent(pick(ODD)));
    const query = new URLSearchParams(
      [1, 2, 3].map((): [string, string] => [pick(FIELDS), pick(ODD)]),
    );
    const method = pick(['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);
    const asViewer = random() < 0.5;
    const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' };
    if (random() < 0.3) headers[pick(HEADERS)] = encodeURIComponent(pick(ODD));
    if (asViewer) headers.cookie = viewer;
    const body = method === 'POST' || method === 'PUT' ? query : null;
    const abort = new AbortController();
    const request = new Request(`http://localhost${path}?${query}`, {
      method,
      headers,
      body,
      signal: abort.signal,
    });
    const response = await app.request(request);
    const said = `${method} ${path}?${query} ${asViewer ? 'viewer' : 'stranger'}`;
    expect([said, response.status < 500 || response.status === 503]).toEqual([said, true]);
    if (!asViewer && response.status < 300) {
      expect([said, isOpen(new URL(request.url).pathname)]).toEqual([said, true]);
    }
    await response.body?.cancel();
    // A HEAD is over when it is answered: whatever it took must be back by then.
    if (method !== 'HEAD') abort.abort();
  }
  const fresh = await guardedDashboard();
  expect(await placesLeft(app)).toBe(await placesLeft(fresh.app));
}, 240_000);

it('no form of an administrator, however odd, breaks the dashboard or its settings', async () => {
  const { app, clock, cookie, changeable } = await guardedDashboard({
    deps: { takeStill: async () => null },
  });
  const random = seeded(20261125);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const forms = app.routes
    .filter(({ method, path }) => method === 'POST' && /^\/(settings|setup|account)/.test(path))
    .map(({ path }) => path)
    // A password of its own ends the session with which this goes on.
    .filter((path) => !path.endsWith('/password') && path !== '/settings/users/reset');
  expect(forms.length).toBeGreaterThan(8);
  const session = cookie('admin');
  for (let i = 0; i < 20 * forms.length; i++) {
    clock.pass(100);
    const path = forms[i % forms.length] as string;
    const fields = new URLSearchParams(
      Array.from({ length: 6 }, (): [string, string] => [pick(FIELDS), pick(ODD)]),
    );
    fields.delete('password');
    const asFile = random() < 0.3;
    const body = asFile ? `--x\r\n${pick(ODD)}\r\n\r\n${fields}` : fields;
    const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin', cookie: session };
    if (asFile)
      headers['content-type'] = pick(['multipart/form-data; boundary=x', 'multipart/form-data']);
    // A measurement ends when its reader goes, and here no time passes that would end it.
    const signal = path.endsWith('/measure') ? AbortSignal.timeout(20) : null;
    const response = await app.request(path, { method: 'POST', body, headers, signal });
    const said = `${path} ${fields} ${asFile}`;
    expect([said, response.status < 500]).toEqual([said, true]);
    await response.body?.cancel();
  }
  const kept = effectiveConfig(null, dirname(changeable.overlayPath()), {});
  expect(kept.problem).toBeNull();
  expect(changeableSettings(kept.config)).toEqual(changeable.current());
}, 240_000);
