import { expect, it } from 'vitest';
import type { MarkerDraft } from '../../../src/core/marker.js';
import { rebuildRollups } from '../../../src/store/rollups/rebuild-rollups.js';
import { makeAnalysis, makeFace } from '../fixtures/make-analysis.js';
import { openTestStore, readRows, type TestStore, testRun } from '../fixtures/open-test-store.js';

const player = { setBy: 'token:player' };
const ALL = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

const content = (contentId: string, startMs: number, endMs: number): MarkerDraft => ({
  ...{ kind: 'content', contentId, name: `Spot ${contentId}`, startMs, endMs, details: null },
});

/** Faces from now on for a while, five observations a second. */
function watch(
  { store, clock }: TestStore,
  durationMs: number,
  faces: readonly Parameters<typeof makeFace>[0][],
  fromAgeMs = 0,
): void {
  for (let ms = 0; ms < durationMs; ms += 200) {
    store.record(
      makeAnalysis({
        ...{ atMs: clock.wallMs, monotonicMs: clock.elapsedMs },
        faces: faces.map((face) => makeFace({ ...face, ageMs: fromAgeMs + ms })),
      }),
    );
    clock.pass(200);
  }
}

/** Two faces for 40 s: one always happy and looking, one sad that looks away; content a, then b. */
async function watchedStore() {
  const open = openTestStore();
  open.store.beginRun(testRun);
  const startMs = open.clock.wallMs;
  watch(open, 40_000, [
    { trackId: 1, expression: 'happy', looking: true },
    { trackId: 2, expression: 'sad', looking: false },
  ]);
  open.store.flush();
  open.store.markers.set(content('a', startMs + 5000, startMs + 15_000), player);
  open.store.markers.set(content('b', startMs + 15_000, startMs + 35_000), player);
  await open.clock.advance(20_000);
  return { ...open, startMs };
}

it('a showing is counted when it is over: faces, time, attention, expressions, valence', async () => {
  const { store } = await watchedStore();
  const { rows, uncounted, doubtful } = store.queries.contents(ALL);
  expect({ uncounted, doubtful }).toEqual({ uncounted: 0, doubtful: 0 });
  expect(rows.map(({ contentId }) => contentId)).toEqual(['a', 'b']);
  expect(rows[0]).toMatchObject({
    ...{ name: 'Spot a', showings: 1, watchedShowings: 1, shownMs: 10_000 },
    ...{ seen: 2, watchers: 1, seenWithPose: 2, viewMs: 20_000, attentionMs: 10_000 },
    expressionMs: [0, 0, 0, 10_000, 10_000, 0, 0],
  });
  expect(rows[1]).toMatchObject({ seen: 2, viewMs: 40_000, attentionMs: 20_000 });
  // Happy 0.7 against sad 0.05, and the other way round.
  expect(rows[0]?.meanValence).toBeCloseTo(0, 1);
});

it('its first seconds are a curve, and its visits are kept apart', async () => {
  const { store } = await watchedStore();
  const { seconds, startsMs } = store.queries.contentCurve('a', ALL);
  expect(startsMs).toHaveLength(1);
  expect(seconds[0]).toMatchObject({ showings: 1, viewMs: 2000, happyMs: 1000, attentionMs: 1000 });
  expect(seconds.slice(0, 10).every(({ viewMs }) => Math.abs(viewMs - 2000) < 1)).toBe(true);
  expect(seconds[10]).toMatchObject({ showings: 0, viewMs: 0 });
  const visits = store.queries.visitExposures('a', ALL);
  expect(visits.map(({ viewMs, happyMs }) => [viewMs, happyMs])).toEqual([
    [10_000, 10_000],
    [10_000, 0],
  ]);
});

it('overlapping contents both count, a corrected one is counted again, a removed one is gone', async () => {
  const { store, clock, startMs, dataDir } = await watchedStore();
  const c = store.markers.set(content('c', startMs + 10_000, startMs + 20_000), player).marker;
  expect(store.queries.contents(ALL).uncounted).toBe(1);
  await clock.advance(6000);
  const rowOf = (id: string) =>
    store.queries.contents(ALL).rows.find(({ contentId }) => contentId === id);
  expect(rowOf('c')).toMatchObject({ viewMs: 20_000 });
  store.markers.change(c.id, { endMs: startMs + 15_000, contentId: 'd' });
  expect(rowOf('c')).toBeUndefined();
  await clock.advance(6000);
  expect(rowOf('d')).toMatchObject({ viewMs: 10_000, shownMs: 5000 });
  // Only its name: what was counted stays.
  store.markers.change(c.id, { contentId: 'e', name: 'Renamed' });
  expect(rowOf('e')).toMatchObject({ viewMs: 10_000, name: 'Renamed' });
  store.markers.remove(c.id);
  expect(rowOf('e')).toBeUndefined();
  expect(readRows(dataDir, 'SELECT * FROM exposures')).toHaveLength(4);
});

it('unclear faces are in view without an expression, and without a pose nobody watched', async () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  const startMs = open.clock.wallMs;
  watch(open, 10_000, [{ trackId: 1, clear: false, looking: null, yaw: null }]);
  open.store.flush();
  open.store.markers.set(content('a', startMs, startMs + 5000), player);
  await open.clock.advance(20_000);
  expect(open.store.queries.contents(ALL).rows[0]).toMatchObject({
    ...{ seen: 1, watchers: null, seenWithPose: 0, attentionMs: null, viewMsWithPose: 0 },
    ...{ viewMs: 5000, unclearMs: 5000, expressionMs: [0, 0, 0, 0, 0, 0, 0] },
  });
});

it('a showing while the kiosk did not look is told apart from one that nobody saw', async () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  const startMs = open.clock.wallMs;
  watch(open, 30_000, []);
  open.clock.pass(600_000);
  open.store.flush();
  open.store.markers.set(content('a', startMs, startMs + 10_000), player);
  open.store.markers.set(content('a', startMs + 300_000, startMs + 310_000), player);
  await open.clock.advance(20_000);
  expect(open.store.queries.contents(ALL).rows[0]).toMatchObject({
    ...{ showings: 2, watchedShowings: 1, seen: 0 },
  });
});

it('a rebuild of the sums counts the showings again', async () => {
  const first = await watchedStore();
  const before = first.store.queries.contents(ALL);
  first.store.close();
  await rebuildRollups({
    ...{ dataDir: first.dataDir, clock: first.clock, observationsPerFaceSecond: 5 },
  });
  const { store, clock } = openTestStore({ dataDir: first.dataDir, clock: first.clock });
  expect(store.queries.contents(ALL).uncounted).toBe(2);
  await clock.advance(6000);
  expect(store.queries.contents(ALL)).toEqual(before);
});

it('retention takes the visits with their faces, the showings with their markers', async () => {
  const retention = {
    ...{ rawDays: 10, rollupDays: 30, maxDatabaseBytes: 0 },
    ...{ minDiskFreeBytes: 0, diskLimitKeepsDays: 7 },
  };
  const open = openTestStore({ settings: { retention } });
  open.store.beginRun(testRun);
  const startMs = open.clock.wallMs;
  watch(open, 20_000, [{ trackId: 1 }]);
  open.store.endFaces();
  open.store.flush();
  open.store.markers.set(content('a', startMs, startMs + 10_000), player);
  await open.clock.advance(20_000);
  expect(open.store.queries.visitExposures('a', ALL)).toHaveLength(1);
  const passDays = async (days: number) => {
    for (let day = 0; day < days; day++) {
      open.clock.pass(86_400_000);
      watch(open, 400, [{ trackId: 2 + day }]);
      open.store.flush();
    }
    await open.clock.advance(62_000);
  };
  await passDays(12);
  expect(open.store.queries.visitExposures('a', ALL)).toEqual([]);
  expect(open.store.queries.contents(ALL).rows[0]).toMatchObject({ seen: 1, viewMs: 10_000 });
  await passDays(20);
  expect(open.store.queries.contents(ALL).rows).toEqual([]);
  expect(open.store.queries.markers({ range: ALL }).rows).toEqual([]);
  const { message } = open.store.queries
    .events({ kind: 'history-deleted' })
    .rows.find((event) => event.message.includes('markers')) ?? { message: '' };
  expect(message).toMatch(/^Deleted 1 markers of/);
});
