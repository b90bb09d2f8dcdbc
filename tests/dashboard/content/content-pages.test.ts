import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { filledHistory } from '../api/filled-history.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';

/** A month of showings that were counted: content b makes people a tenth happier than a. */
async function monthOfShowings(showings: number) {
  const dashboard = await guardedDashboard();
  const endMs = dashboard.clock.wallMs;
  const stepMs = (29 * 86_400_000) / showings;
  const db = new DatabaseConstructor(join(dashboard.dataDir, 'ekspresi.db'));
  const insert = (table: string, row: Record<string, unknown>) =>
    db
      .prepare(
        `INSERT INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => '?')})`,
      )
      .run(...Object.values(row));
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const curve = new Uint8Array(30 * 5 * 4);
  db.transaction(() => {
    for (let id = 1; id <= showings; id++) {
      const isB = random() < 0.5;
      const [contentId, name] = isB ? ['b', 'Spot B'] : ['a', 'Spot A'];
      const startMs = Math.round(endMs - showings * stepMs + id * stepMs);
      const seen = Math.floor(random() * 5);
      const sums = { view: 0, clear: 0, happy: 0, attention: 0, valence: 0 };
      for (let i = 0; i < seen; i++) {
        const mood = random() ** 2;
        const view = 2000 + 12_000 * random();
        const happy = view * Math.min(1, mood * (isB ? 1.1 : 1));
        const attention = view * random();
        insert('exposures', {
          ...{ id: id * 1024 + i, face_id: id * 4 + i, view_ms: view | 0, clear_ms: view | 0 },
          ...{ happy_ms: happy | 0, attention_ms: attention | 0 },
          ...{ valence_sum: happy - view / 4, valence_ms: view | 0 },
        });
        sums.view += view | 0;
        sums.happy += happy | 0;
        sums.attention += attention | 0;
        sums.valence += happy - view / 4;
      }
      insert('markers', {
        ...{ id, kind: 'content', content_id: contentId, name, start_ms: startMs },
        ...{ end_ms: startMs + 15_000, set_by: 'token:player', recorded_ms: startMs, summed: 1 },
      });
      insert('showings', {
        ...{ marker_id: id, content_id: contentId, start_ms: startMs, end_ms: startMs + 15_000 },
        ...{ watched: 1, seen, watchers: seen >> 1, view_ms: sums.view },
        ...{ attention_ms: sums.attention, angry_ms: 0, disgust_ms: 0, fear_ms: 0 },
        ...{ happy_ms: sums.happy, sad_ms: 0, surprise_ms: 0, neutral_ms: sums.view - sums.happy },
        ...{ unclear_ms: 0, valence_sum: sums.valence, valence_ms: sums.view, curve },
      });
    }
  })();
  db.close();
  const cookie = dashboard.cookie('admin');
  const page = async (path: string, language = 'en') => {
    const response = await dashboard.get(path, { cookie, 'accept-language': language });
    expect(response.status, path).toBe(200);
    return (await response.text()).replaceAll(/<[^>]+>/g, ' ');
  };
  return { ...dashboard, page };
}

it('a month of 2,000 showings: b is found happier, and a is not told apart from itself', async () => {
  const { page } = await monthOfShowings(2000);
  const list = await page('/content?preset=month');
  expect(list).toMatch(/Spot A/);
  expect(list).toMatch(/Spot B/);
  expect(await page('/content/compare?preset=month&a=a&b=b')).toMatch(
    /Happy share .* Spot B is higher/s,
  );
  const same = await page('/content/compare?preset=month&a=a&b=a');
  expect(same).toMatch(/No difference can be told yet/);
  expect(same).not.toMatch(/is higher|is lower/);
  expect(await page('/content/report?preset=month&id=a', 'id')).toMatch(/Detik-detik pertama/);
});

it('is empty, missing or thin without failing', async () => {
  const { get } = filledHistory();
  const text = async (path: string) => (await get(path)).text();
  expect(await text('/content?from=2020-01-01&to=2020-01-02')).toContain(
    'No showing in this range',
  );
  expect((await get('/content/report?preset=month&id=none')).status).toBe(404);
  expect(await text('/content/compare?preset=month&a=spot&b=spot')).toContain(
    'Fewer than 10 visits',
  );
  expect(await text('/content?preset=month')).toContain('Not in these figures: 1 showings');
});

it('markers are set, ended, corrected and removed on their page by an administrator alone', async () => {
  const { post, get, cookie, store, clock, accounts } = await guardedDashboard();
  const admin = cookie('admin');
  const all = { fromMs: 0, toMs: Date.UTC(2040, 0, 1) };
  const only = () => store.queries.markers({ range: all }).rows[0];
  expect((await post('/markers', { name: 'x' }, cookie('vera'))).status).toBe(403);
  await post('/markers', { kind: 'content', contentId: 'a', name: 'Spot A' }, admin);
  expect(only()).toMatchObject({ contentId: 'a', endMs: null, setBy: 'admin' });
  clock.pass(9000);
  const id = String(only()?.id);
  await post('/markers/end', { id }, admin);
  expect(only()?.endMs).toBe(clock.wallMs);
  const form = { id, name: 'Spot A', contentId: 'a2', from: '2026-06-01T12:00:01', to: '' };
  expect((await post('/markers/correct', { ...form, to: '2026-06-01T11:00' }, admin)).status).toBe(
    422,
  );
  await post('/markers/correct', { ...form, to: '2026-06-01T12:00:08' }, admin);
  expect(only()).toMatchObject({ contentId: 'a2', endMs: Date.UTC(2026, 5, 1, 12, 0, 8) });
  expect(await (await get('/markers', { cookie: admin })).text()).toContain('a2');
  await post('/markers/remove', { id }, admin);
  expect(only()).toBeUndefined();
  await post('/markers/mark', { name: 'applause', agoMs: '4000' }, admin);
  expect(only()).toMatchObject({ kind: 'note', name: 'applause', startMs: clock.wallMs - 4000 });
  const actions = accounts.auditLog().map(({ action }) => action);
  expect(actions).toEqual(['marker-set', 'marker-removed', 'marker-changed', 'marker-set']);
  expect(await (await get('/', { cookie: admin })).text()).toContain('/markers/mark');
  expect(await (await get('/', { cookie: cookie('vera') })).text()).not.toContain('/markers/mark');
});
