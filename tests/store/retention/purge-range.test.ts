import { expect, it } from 'vitest';
import { wholeHours } from '../../../src/store/retention/purge-range.js';
import { ManualClock } from '../fixtures/manual-clock.js';
import { openTestStore, readRows, recordStay, testRun } from '../fixtures/open-test-store.js';

const HOUR_MS = 3_600_000;

it('takes the whole hours that a range touches, and no hour that has not ended', () => {
  const at = (hours: number) => Date.UTC(2026, 10, 30) + hours * HOUR_MS;
  const range = { fromMs: at(8.5), toMs: at(9.2) };
  expect(wholeHours(range, at(12))).toEqual({ fromMs: at(8), toMs: at(10) });
  expect(() => wholeHours(range, at(9.9))).toThrow(/present hour/);
});

it('deletes observations, visits and sums of the range and nothing else, and says so', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 30, 8, 10));
  const opened = openTestStore({ clock });
  const { store } = opened;
  const { queries } = store;
  store.beginRun(testRun);
  recordStay(opened, { trackId: 1, durationMs: 4000 });
  const secondMs = Date.UTC(2026, 10, 30, 10, 10);
  await clock.advance(secondMs - clock.nowMs());
  recordStay(opened, { trackId: 2, durationMs: 4000 });
  await clock.advance(2 * HOUR_MS);
  store.endFaces();
  store.flush();
  const all = { fromMs: Date.UTC(2026, 10, 30), toMs: clock.nowMs() + 1 };
  const show = (contentId: string, startMs: number) => {
    const endMs = startMs + 3000;
    const draft = { kind: 'content', contentId, name: contentId, details: null } as const;
    store.markers.set({ ...draft, startMs, endMs }, { setBy: 'token:player' });
  };
  const firstMs = queries.faces({ range: all }).rows.at(-1)?.firstSeenMs ?? 0;
  show('purged', firstMs);
  show('kept', secondMs);
  await clock.advance(10_000);
  expect(queries.contents(all).rows.map(({ seen }) => seen)).toEqual([1, 1]);
  expect(queries.faces({ range: all }).rows).toHaveLength(2);
  const kept = queries.observations({ range: { ...all, fromMs: secondMs } }).rows.length;
  const purged = store.purge({ fromMs: all.fromMs, toMs: secondMs - HOUR_MS });
  for (let i = 0; i < 50; i++) {
    await clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await purged;
  expect(queries.faces({ range: all }).rows.map(({ trackId }) => trackId)).toEqual([2]);
  expect(queries.observations({ range: all }).rows).toHaveLength(kept);
  expect(queries.rollups(all, 'hour').buckets.map(({ startMs }) => startMs)).toEqual([
    secondMs - 10 * 60_000,
  ]);
  expect(queries.markers({ range: all }).rows.map(({ name }) => name)).toEqual(['kept']);
  expect(queries.contents(all).rows.map(({ contentId }) => contentId)).toEqual(['kept']);
  expect(readRows(opened.dataDir, 'SELECT * FROM exposures')).toHaveLength(1);
  const events = queries.events({ kind: 'history-deleted' }).rows;
  expect(events.map(({ details }) => details?.what).sort()).toEqual([
    'faces',
    'hours',
    'markers',
    'minutes',
    'observations',
  ]);
});
