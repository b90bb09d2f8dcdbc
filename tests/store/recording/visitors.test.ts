import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { exportHistory } from '../../../src/store/export/export-history.js';
import { rebuildRollups } from '../../../src/store/rollups/rebuild-rollups.js';
import { openTestStore, recordStay, type TestStore, testRun } from '../fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

/** Two that pass, one that stays a little and one that stays long, in minutes of their own. */
function recordPeople(open: TestStore): void {
  open.store.beginRun(testRun);
  for (const [i, durationMs] of [800, 2800, 3000, 20_000].entries()) {
    recordStay(open, { trackId: i + 1, durationMs });
    open.clock.pass(60_000);
  }
  open.store.flush();
}

const counts = ({ store }: TestStore, unit: 'minute' | 'hour' = 'hour') => {
  const { totals } = store.queries.rollups(allTime, unit);
  return [totals.visitors, totals.passed, totals.facesAppeared];
};

it('counts who stayed three seconds as a visitor, others as passed', async () => {
  const open = openTestStore();
  recordPeople(open);
  expect(counts(open)).toEqual([2, 2, 4]);
  expect(counts(open, 'minute')).toEqual([2, 2, 4]);
  const faces = open.store.queries.faces({ range: allTime, order: 'oldest' }).rows;
  expect(faces.map(({ visitor }) => visitor)).toEqual([false, false, true, true]);
  const heat = open.store.queries.heatMap(allTime, 'UTC').filter(({ visitors }) => visitors);
  expect(heat.map(({ visitors }) => visitors)).toEqual([2]);
  const rows = await exported(open.dataDir, 'minute');
  expect(rows.map(({ visitors, passed }) => [visitors, passed])).toEqual([
    [0, 1],
    [0, 1],
    [1, 0],
    [1, 0],
  ]);
  const visits = await exported(open.dataDir, 'face');
  expect(visits.map(({ visitor }) => visitor)).toEqual([false, false, true, true]);
});

it('counts a visitor where the face appeared, also when it stays over the hour', () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  open.clock.pass(3_600_000 - 1000);
  recordStay(open, { trackId: 1, durationMs: 5000 });
  open.store.flush();
  const { buckets } = open.store.queries.rollups(allTime, 'hour');
  expect(buckets.map(({ visitors, facesAppeared }) => [visitors, facesAppeared])).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

it('counts again by another setting, and sums of a rebuild alike', async () => {
  const open = openTestStore();
  recordPeople(open);
  open.store.close();
  const { dataDir, clock } = open;
  const later = openTestStore({ dataDir, clock, settings: { visitMs: 1000 } });
  expect(counts(later)).toEqual([3, 1, 4]);
  later.store.close();
  await rebuildRollups({ dataDir, clock, observationsPerFaceSecond: 5 });
  const rebuilt = openTestStore({ dataDir, clock, settings: { visitMs: 1000 } });
  expect(counts(rebuilt)).toEqual([3, 1, 4]);
});

it('counts old history by its stored dwell time, and where faces are gone says so', () => {
  const open = openTestStore();
  recordPeople(open);
  open.store.close();
  const { dataDir, clock } = open;
  asBefore(dataDir, 'DELETE FROM faces WHERE id < 0');
  const all = openTestStore({ dataDir, clock });
  expect(counts(all)).toEqual([2, 2, 4]);
  all.store.close();
  // Retention has taken the first face: its hour can no longer be counted.
  asBefore(dataDir, 'DELETE FROM faces WHERE id = 1');
  const rest = openTestStore({ dataDir, clock });
  expect(counts(rest)).toEqual([null, null, 4]);
});

/** As the first version left it: nothing is known of visitors. */
function asBefore(dataDir: string, and: string): void {
  const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
  db.exec(`UPDATE rollup_minute SET visitors = NULL; UPDATE rollup_hour SET visitors = NULL;
    DELETE FROM meta WHERE key = 'visit-ms'; ${and}`);
  db.close();
}

async function exported(dataDir: string, level: 'minute' | 'face') {
  const chunks: Uint8Array[] = [];
  const request = { dataDir, ...allTime, level, format: 'ndjson' as const };
  for await (const chunk of exportHistory(request)) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
