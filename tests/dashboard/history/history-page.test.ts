import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { EXPRESSIONS } from '../../../src/core/expression.js';
import { recordStay, testRun } from '../../store/fixtures/open-test-store.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

function withVisitors() {
  const dashboard = testDashboard();
  const { store } = dashboard;
  store.beginRun(testRun);
  for (let trackId = 1; trackId <= 30; trackId++) {
    const expression = trackId % 3 === 0 ? 'sad' : 'happy';
    recordStay(dashboard, { trackId, durationMs: 4000, expression });
  }
  store.recordEvent({ level: 'warning', kind: 'source-lost', message: 'The camera is <gone>' });
  store.flush();
  return dashboard;
}

it('says so when nothing is recorded', async () => {
  const html = await (await testDashboard().get('/history')).text();
  expect(html).toContain('Nothing recorded in this range');
});

it('sums the range up, draws it and lists its faces page by page', async () => {
  const dashboard = withVisitors();
  const html = await (await dashboard.get('/history?preset=hour')).text();
  expect(html).toMatch(/Visitors<\/dt><dd>30</);
  expect(html).toContain('class="fill is-happy"');
  expect(html).toContain('class="fill is-sad"');
  expect(html).toContain('href="/faces/30"');
  expect(html).not.toContain('href="/faces/5"');
  const next = /href="(\/history\?preset=hour&amp;cursor=[^"]+)"/.exec(html)?.[1] ?? '';
  const rest = await (await dashboard.get(next.replaceAll('&amp;', '&'))).text();
  expect(rest).toContain('href="/faces/5"');
  expect(rest).not.toContain('href="/faces/30"');
});

it('links every bar to its own span', async () => {
  const html = await (await withVisitors().get('/history?preset=hour')).text();
  const [, from = '', to = ''] = /href="\/history\?from=(\d+)&amp;to=(\d+)" aria/.exec(html) ?? [];
  expect(Number(to) - Number(from)).toBe(60_000);
});

it('filters faces by expression', async () => {
  const html = await (await withVisitors().get('/faces?preset=hour&dominant=sad')).text();
  expect(html.match(/href="\/faces\/\d+"/g)).toHaveLength(10);
});

it('shows one stay and gives its curves', async () => {
  const dashboard = withVisitors();
  expect(await (await dashboard.get('/faces/1')).text()).toContain('Face #1');
  const curves = (await (await dashboard.get('/faces/1/timeline')).json()) as {
    seconds: number[];
    charts: { name: string; curves: { name: string; values: number[] }[] }[];
  };
  expect(curves.seconds[0]).toBe(0);
  expect(curves.charts.map(({ name }) => name)).toEqual([
    'smoothed',
    'raw',
    'ear',
    'valence',
    'yaw',
  ]);
  const [smoothed] = curves.charts;
  expect(smoothed?.curves.map(({ name }) => name)).toEqual([...EXPRESSIONS]);
  expect(smoothed?.curves[3]?.values).toHaveLength(curves.seconds.length);
  expect((await dashboard.get('/faces/999')).status).toBe(404);
});

it('says how many rows could not be read, where damage has made some impossible', async () => {
  const dashboard = withVisitors();
  const lost = /(\d+) rows? could not be read/g;
  const counts = async (path: string) => {
    const html = await (await dashboard.get(path)).text();
    return [...html.matchAll(lost)].map(([, count]) => Number(count));
  };
  expect(await counts('/history?preset=hour')).toEqual([]);
  expect(await counts('/faces?preset=hour')).toEqual([]);
  const db = new DatabaseConstructor(join(dashboard.dataDir, 'ekspresi.db'));
  // What a flipped bit makes of a cell: not an expression, no JSON, no count, no time.
  db.exec('UPDATE faces SET dominant = 200 WHERE id IN (29, 30)');
  db.exec(`UPDATE events SET details = '{"a' WHERE kind = 'source-lost'`);
  db.exec(
    'UPDATE rollup_minute SET frames = -5 WHERE start_ms = (SELECT max(start_ms) FROM rollup_minute)',
  );
  db.exec('UPDATE observations SET expression = 35 WHERE face_id = 1 AND id % 2 = 0');
  db.close();
  expect(await counts('/history?preset=hour')).toEqual([1, 1, 2]);
  expect(await counts('/faces?preset=hour')).toEqual([2]);
  expect(await counts('/events?preset=hour')).toEqual([1]);
  const html = await (await dashboard.get('/faces?preset=hour', { cookie: 'language=id' })).text();
  expect(html).toContain('2 baris tidak dapat dibaca');
  const curves = (await (await dashboard.get('/faces/1/timeline')).json()) as {
    seconds: number[];
    unreadable: number;
    note: string;
  };
  expect(curves.seconds.length).toBeGreaterThan(5);
  expect(curves.unreadable).toBeGreaterThan(5);
  expect(curves.note).toContain(`${curves.unreadable} rows could not be read`);
});

it('lists events with their text escaped, filtered by level', async () => {
  const dashboard = withVisitors();
  const html = await (await dashboard.get('/events')).text();
  expect(html).toContain('The camera is &lt;gone&gt;');
  expect(await (await dashboard.get('/events?level=error')).text()).not.toContain('camera-lost');
});

it.each(['csv', 'ndjson'])('downloads the range as %s', async (format) => {
  const dashboard = withVisitors();
  const response = await dashboard.get(`/export.${format}?level=face&preset=hour`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toMatch(
    new RegExp(`^attachment; filename="ekspresi-face-[\\d-]+\\.${format}"$`),
  );
  const lines = (await response.text()).trim().split('\n');
  expect(lines).toHaveLength(format === 'csv' ? 31 : 30);
});

it('downloads in the zone that is asked for, and names the file by its days there', async () => {
  const { get } = withVisitors();
  const range = 'level=hour&from=2026-06-01&to=2026-06-03';
  const nameIn = async (query: string, headers = {}) => {
    const response = await get(`/export.csv?${query}`, headers);
    await response.body?.cancel();
    return response.headers.get('content-disposition');
  };
  const name = 'attachment; filename="ekspresi-hour-2026-06-01-2026-06-02.csv"';
  expect(await nameIn(`${range}&zone=Asia/Jakarta`)).toBe(name);
  expect(await nameIn(`${range}&zone=America/Santiago`)).toBe(name);
  expect(await nameIn(range, { cookie: 'zone=Asia/Jakarta' })).toBe(name);
  // 1 June 12:00 in UTC, where the clock of the tests stands, is 2 June on the date line.
  expect(await nameIn('level=hour&preset=hour&zone=Pacific/Kiritimati')).toBe(
    'attachment; filename="ekspresi-hour-2026-06-02-2026-06-02.csv"',
  );
});

it('exports the days of the zone that is asked for, not of the visitor', async () => {
  const { get } = withVisitors();
  const rows = async (zone: string) => {
    const range = `from=2026-06-01T11:00&to=2026-06-01T13:00&zone=${zone}`;
    const csv = await (await get(`/export.csv?level=face&${range}`)).text();
    return csv.trim().split('\n').length - 1;
  };
  expect(await rows('UTC')).toBe(30);
  expect(await rows('Asia/Jakarta')).toBe(0);
});

it('says of a download how many rows damage has made impossible', async () => {
  const dashboard = withVisitors();
  const db = new DatabaseConstructor(join(dashboard.dataDir, 'ekspresi.db'));
  db.exec('UPDATE faces SET dominant = 200 WHERE id IN (3, 5)');
  db.close();
  const job = '0123456789abcdef0123456789abcdef';
  await (await dashboard.get(`/export.csv?level=face&preset=hour&job=${job}`)).text();
  const progress = await (await dashboard.get(`/export/progress?job=${job}`)).json();
  expect(progress).toEqual({ rows: 28, unreadable: 2, state: 'done' });
  const page = await (await dashboard.get('/history?preset=hour')).text();
  expect(page).toContain('% rows could not be read and are left out');
});

it('gives a place back when a download is broken off', async () => {
  const dashboard = withVisitors();
  for (let i = 0; i < 6; i++) {
    const response = await dashboard.get('/export.csv?preset=hour');
    expect(response.status).toBe(200);
    await response.body?.cancel();
  }
});
