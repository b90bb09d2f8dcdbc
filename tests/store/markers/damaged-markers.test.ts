import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { leafPages, overwriteLeaf } from '../fixtures/damage.js';
import { openTestStore, readRows, recordStay, testRun } from '../fixtures/open-test-store.js';

const player = { setBy: 'token:player' };
const ALL = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

/** A history with four showings of a content of ten seconds each, all counted, and one note. */
async function history() {
  const open = openTestStore();
  open.store.beginRun(testRun);
  const startMs = open.clock.wallMs;
  recordStay(open, { trackId: 1, durationMs: 60_000 });
  open.store.flush();
  const draft = { kind: 'content', contentId: 'a', name: 'Spot', details: null } as const;
  for (let i = 0; i < 4; i++) {
    const fromMs = startMs + i * 10_000;
    open.store.markers.set({ ...draft, startMs: fromMs, endMs: fromMs + 10_000 }, player);
  }
  await open.clock.advance(20_000);
  const noteMs = startMs + 50_000;
  const note = { kind: 'note', contentId: null, name: 'note', details: null } as const;
  const key = { ...player, idempotencyKey: 'k', requestDigest: 'd' };
  open.store.markers.set({ ...note, startMs: noteMs, endMs: noteMs }, key);
  const repeat = () =>
    open.store.markers.set({ ...note, startMs: noteMs, endMs: noteMs }, key).marker;
  return { ...open, startMs, repeat, path: join(open.dataDir, 'ekspresi.db') };
}

function damage(path: string, ...statements: readonly string[]): void {
  const db = new DatabaseConstructor(path);
  for (const sql of statements) db.exec(sql);
  db.close();
}

/** What a flipped bit makes of a cell that the schema still allows. */
const MARKERS = [
  "UPDATE markers SET kind = 'cootent' WHERE id = 1",
  'UPDATE markers SET end_ms = 4611686018427387904 WHERE id = 2',
  "UPDATE markers SET details = '{' WHERE id = 3",
];
const SHOWINGS = [
  'UPDATE showings SET view_ms = 4611686018427387904 WHERE marker_id = 1',
  'UPDATE showings SET seen = -7 WHERE marker_id = 2',
];
const EXPOSURES = ['UPDATE exposures SET happy_ms = -1 WHERE id = (SELECT max(id) FROM exposures)'];

it('markers and showings that damage has made impossible are left out and counted', async () => {
  const { store, path } = await history();
  damage(path, ...MARKERS, ...SHOWINGS, ...EXPOSURES);
  const page = store.queries.markers({ range: ALL });
  expect([page.rows.map(({ id }) => id), page.unreadable]).toEqual([[5, 4], 3]);
  expect(store.queries.marker(1)).toBeNull();
  const { rows, unreadable } = store.queries.contents(ALL);
  expect(unreadable).toBe(2);
  expect(rows).toMatchObject([{ showings: 2, seen: 2, viewMs: 20_000 }]);
  // Curves and exposures are read by themselves.
  expect(store.queries.visitExposures('a', ALL)).toMatchObject([{ showings: 3 }]);
  damage(path, 'UPDATE showings SET end_ms = start_ms - 1 WHERE marker_id = 3');
  expect(store.queries.contentCurve('a', ALL).startsMs).toHaveLength(3);
});

it('a damaged curve adds nothing that cannot be', async () => {
  const { store, path } = await history();
  const before = store.queries.contentCurve('a', ALL).seconds[0]?.viewMs ?? 0;
  damage(
    path,
    "UPDATE showings SET curve = CAST(x'0000c07f' || substr(curve, 5) AS BLOB) WHERE marker_id = 1",
  );
  const after = store.queries.contentCurve('a', ALL).seconds[0]?.viewMs ?? 0;
  expect(after).toBeGreaterThan(0);
  expect(after).toBeLessThan(before);
});

it('they stop neither the counting nor a request that is repeated', async () => {
  const { store, path, clock, startMs, repeat } = await history();
  damage(
    path,
    'UPDATE markers SET content_id = NULL, summed = 0 WHERE id = 1',
    'UPDATE markers SET start_ms = -4611686018427387904, summed = 0 WHERE id = 2',
    "UPDATE markers SET kind = 'noue' WHERE id = 5",
    "UPDATE markers SET kind = 'cootent', end_ms = NULL WHERE id = 3",
  );
  const draft = { kind: 'content', contentId: 'b', name: 'Later', details: null } as const;
  store.markers.set({ ...draft, startMs: startMs + 30_000, endMs: startMs + 40_000 }, player);
  await clock.advance(20_000);
  const row = store.queries.contents(ALL).rows.find(({ contentId }) => contentId === 'b');
  expect(row).toMatchObject({ showings: 1, viewMs: 10_000 });
  expect(repeat()).toMatchObject({ kind: 'note', name: 'note' });
});

it('a recovery leaves them out', async () => {
  const { store, path, dataDir, clock } = await history();
  store.close();
  damage(path, ...MARKERS, ...SHOWINGS, ...EXPOSURES);
  overwriteLeaf(path, 'observations', Math.floor(leafPages(path, 'observations').length / 2));
  const again = openTestStore({ dataDir, clock });
  expect(again.damage?.recovery.saved).toMatchObject({ markers: 2, showings: 2, exposures: 3 });
  expect(again.damage?.recovery.unreadable).toBeGreaterThanOrEqual(6);
  const ids = readRows<{ id: number }>(dataDir, 'SELECT id FROM markers ORDER BY id');
  expect(ids.map(({ id }) => id)).toEqual([4, 5]);
});
