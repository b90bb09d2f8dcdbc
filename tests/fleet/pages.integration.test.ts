import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAccounts } from '../../src/accounts/accounts.js';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import { migrate } from '../../src/fleet/database/migrate.js';
import { makePartitions } from '../../src/fleet/database/partitions.js';
import { fleetConfigSchema } from '../../src/fleet/fleet-config.js';
import { createFleetPages } from '../../src/fleet/pages/create-fleet-pages.js';
import { fillFleet } from './fixtures/fill-fleet.js';
import { Postgres } from './fixtures/postgres.js';

const FROM_MS = Date.UTC(2026, 10, 2);
const DAY_MS = 86_400_000;
const RANGE = `from=${FROM_MS}&to=${FROM_MS + 3 * DAY_MS}`;
const { pages: config } = fleetConfigSchema.parse({ pages: { sites: { Vera: ['site-1'] } } });

let postgres: Postgres;
let pool: pg.Pool;
const folder = mkdtempSync(join(tmpdir(), 'ekspresi-fleet-'));
const accounts = openAccounts(folder, systemClock, silentLog);
const deps = () => ({ pool, clock: systemClock, log: silentLog, config });

beforeAll(async () => {
  postgres = await Postgres.begin();
  const client = postgres.client();
  await client.connect();
  await migrate(client);
  await makePartitions(client, 'declarative', FROM_MS, [FROM_MS]);
  await fillFleet(client, { kiosks: 60, sites: 3, days: 3, fromMs: FROM_MS });
  await client.query(`UPDATE fleet.kiosks SET camera = 'degraded' WHERE name = 'kiosk-59'`);
  await client.query(
    `INSERT INTO fleet.problems (kiosk_id, problem) SELECT id, 'cloned' FROM fleet.kiosks
     WHERE name = 'kiosk-58'`,
  );
  await client.query(
    `INSERT INTO fleet.put_aside (kiosk, kind, reason, detail)
     VALUES ('nobody', 'minutes', 'unknown-kiosk', ''), ('kiosk-57', 'minutes', 'version', '')`,
  );
  // Too little for a share: one visitor in all, half a minute.
  await client.query(
    `DELETE FROM fleet.hours h USING fleet.kiosks k WHERE k.id = h.kiosk_id AND k.name = 'kiosk-7'
     AND h.start_at > to_timestamp($1::float8 / 1000)`,
    [FROM_MS],
  );
  await client.end();
  pool = new pg.Pool({
    ...{ host: '127.0.0.1', port: postgres.port, user: 'postgres', database: 'ekspresi' },
  });
  pool.on('error', () => {});
  await accounts.create('vera', 'viewer', 'correct horse battery');
  await accounts.create('admin', 'administrator', 'correct horse battery');
});

afterAll(async () => {
  accounts.close();
  rmSync(folder, { recursive: true, force: true });
  await pool?.end();
  await postgres?.end();
});

async function get(path: string, user?: 'vera' | 'admin', language = 'en') {
  const app = createFleetPages(user ? { ...deps(), accounts } : deps());
  const cookie = user
    ? `ekspresi_session=${accounts.sessions.begin(accounts.find(user)?.id ?? Number.NaN)}`
    : '';
  const headers = { cookie, accept: 'text/html', 'accept-language': language };
  const response = await app.request(path, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const kioskNames = (html: string) =>
  [...html.matchAll(/\((kiosk-\d+)\)<\/a>/g)].map(([, name]) => name);

it('lists every kiosk with what is wrong first, page by page, and finds some', async () => {
  const first = await get('/');
  expect(first.status).toBe(200);
  expect(kioskNames(first.text).slice(0, 3)).toEqual(['kiosk-58', 'kiosk-59', 'kiosk-57']);
  expect(first.text).toContain('Cloned card');
  expect(first.text).toContain('3 of 60 kiosks have trouble');
  expect(first.text).toContain('Batches of unknown kiosks were put aside: nobody');
  expect(kioskNames(first.text)).toHaveLength(50);
  expect(kioskNames((await get('/?page=2')).text)).toHaveLength(10);
  expect(kioskNames((await get('/?q=SITE-1+box+13')).text)).toEqual(['kiosk-13']);
  expect((await get('/?page=9x&q=%3Cb%3E')).text).toContain('No kiosk matches.');
  expect(first.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect((await get('/', undefined, 'id')).text).toContain('3 dari 60 kios bermasalah');
  const csv = (await get('/kiosks.csv')).text.trim().split('\n');
  expect(csv).toHaveLength(61);
  expect(csv[1]).toMatch(/^kiosk-58,site-1,Box 58,cloned,/);
});

it('puts sites and kiosks side by side; a share needs evidence', async () => {
  const csv = (await get(`/compare.csv?by=site&${RANGE}`)).text.trim().split('\n');
  expect(csv[0]).toBe(
    'site,kiosk,kiosks,seen,visitors,watchers,happy_share,mean_valence,attention',
  );
  const sums = await postgres.query<{ site: string; visitors: string; seen: string }>(
    `SELECT site, sum(visitors) AS visitors, sum(faces_appeared) AS seen
     FROM fleet.hours JOIN fleet.kiosks k ON k.id = kiosk_id GROUP BY site ORDER BY site`,
  );
  const watchers = (site: string) => (site === 'site-1' ? 19 * 72 + 1 : 20 * 72);
  expect(csv.slice(1)).toEqual(
    sums.map(
      ({ site, seen, visitors }) =>
        `${site},,20,${seen},${visitors},${watchers(site)},0.5,0.5,0.25`,
    ),
  );
  const kiosks = (await get(`/compare.csv?by=kiosk&${RANGE}`)).text.split('\n');
  expect(kiosks.find((line) => line.startsWith('site-1,kiosk-7,'))).toBe(
    'site-1,kiosk-7,1,2,1,1,,,',
  );
  expect((await get(`/compare?by=kiosk&${RANGE}`)).text).toContain('>kiosk-13</a>');
  // Half of the range.
  const half = (await get(`/compare.csv?from=${FROM_MS + DAY_MS}&to=${FROM_MS + 2 * DAY_MS}`)).text;
  expect(half).toContain('site-0,,20,');
  expect(half).toContain(',480,0.5,0.5,0.25');
});

it('goes down to one kiosk by the days of a zone', async () => {
  const [{ id } = { id: 0 }] = await postgres.query<{ id: number }>(
    `SELECT id FROM fleet.kiosks WHERE name = 'kiosk-13'`,
  );
  const { text, status } = await get(`/kiosks/${id}?${RANGE}`);
  expect(status).toBe(200);
  expect(text).toContain('site-1, Box 13');
  expect(text).toContain('class="fill is-happy"');
  expect(text).toContain(`href="/kiosks/${id}?from=${FROM_MS}&amp;to=${FROM_MS + DAY_MS}"`);
  const days = (await get(`/kiosks/${id}/days.csv?${RANGE}`)).text.trim().split('\n');
  expect(days.slice(1)).toEqual(
    [0, 1, 2].map((day) => {
      const at = (n: number) => new Date(FROM_MS + n * DAY_MS).toISOString();
      return `${at(day)},${at(day + 1)},192,168,24,0.5,0.5,0.25`;
    }),
  );
  const drawing = await get(`/kiosks/${id}/chart.svg?${RANGE}`);
  expect(drawing.headers.get('content-type')).toContain('image/svg+xml');
  expect((await get('/kiosks/99999')).status).toBe(404);
  expect((await get('/compare?from=yesterdayish')).status).toBe(400);
});

it('asks for a sign-in, and shows an account its own sites alone', async () => {
  const app = createFleetPages({ ...deps(), accounts });
  const stranger = await app.request('/', { headers: { accept: 'text/html' } });
  expect(stranger.headers.get('location')).toBe('/login?to=%2F');
  expect((await app.request('/kiosks.csv')).status).toBe(401);
  expect((await app.request('/login')).status).toBe(200);
  const own = await get('/', 'vera');
  expect(kioskNames(own.text)).toHaveLength(20);
  expect(own.text).not.toContain('site-2');
  expect(own.text).not.toContain('nobody');
  expect((await get(`/compare.csv?${RANGE}`, 'vera')).text).not.toMatch(/site-[02]/);
  const ids = await postgres.query<{ id: number; site: string }>(
    `SELECT id, site FROM fleet.kiosks WHERE name IN ('kiosk-12', 'kiosk-13') ORDER BY site`,
  );
  for (const part of ['', '/days.csv', '/chart.svg']) {
    const [foreign, mine] = ids.map(({ id }) => `/kiosks/${id}${part}?${RANGE}`);
    expect((await get(foreign ?? '', 'vera')).status).toBe(404);
    expect((await get(mine ?? '', 'vera')).status).toBe(200);
    expect((await get(foreign ?? '', 'admin')).status).toBe(200);
  }
});

it('says 503 while the database is away', async () => {
  const gone = new pg.Pool({ host: '127.0.0.1', port: 9, connectionTimeoutMillis: 2000 });
  const app = createFleetPages({ ...deps(), pool: gone });
  const response = await app.request('/', { headers: { accept: 'text/html' } });
  expect(response.status).toBe(503);
  await gone.end();
});

interface Board {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly rawSql: string; readonly format: string }[];
  }[];
}

it('has a Grafana dashboard whose every query PostgreSQL answers', async () => {
  const path = join(packageRoot(), 'deploy/grafana/fleet.json');
  const { panels } = JSON.parse(readFileSync(path, 'utf8')) as Board;
  expect(panels.length).toBeGreaterThan(5);
  for (const { title, targets } of panels) {
    for (const { rawSql, format } of targets) {
      // What Grafana puts in the place of its macros.
      const sql = rawSql
        .replaceAll(/\$__timeFilter\(([^)]+)\)/g, "$1 BETWEEN '2026-11-01' AND '2026-12-01'")
        .replaceAll(/\$\{site:sqlstring\}/g, "'site-0','site-1','site-2'");
      const rows = await postgres.query(sql);
      expect([title, rows.length > 0]).toEqual([title, true]);
      if (format === 'time_series') expect(rows[0]).toHaveProperty('time');
    }
  }
});
