import { expect, it, onTestFinished } from 'vitest';
import { AbsenceTimeout } from '../../src/daemon/absence-timeout.js';
import { openTestStore, recordStay, testRun } from '../store/fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

function watchedStore() {
  const open = openTestStore();
  const view = new AbsenceTimeout(open);
  const stop = new AbortController();
  void view.watch(stop.signal);
  onTestFinished(() => stop.abort());
  open.store.beginRun(testRun);
  view.sourceChanged({ kind: 'running' });
  recordStay(open, { trackId: 1, durationMs: 5000, leave: false });
  const present = () => open.store.queries.faces({ range: allTime }).rows.map((row) => row.present);
  return { ...open, view, present, lastSeenMs: open.clock.wallMs - 200 };
}

it('lets the faces leave, where they were last seen, when the camera is gone for a while', async () => {
  const { store, clock, view, present, lastSeenMs } = watchedStore();
  view.sourceChanged({ kind: 'degraded' });
  await clock.advance(10_000);
  expect(present()).toEqual([true]);
  // Each try to open the camera says so again.
  view.sourceChanged({ kind: 'degraded' });
  await clock.advance(5000);
  expect(view.isVacant).toBe(true);
  expect(store.queries.faces({ range: allTime }).rows).toMatchObject([
    { present: false, lastSeenMs, dwellMs: 5000 },
  ]);
  expect(store.queries.totals(allTime)).toMatchObject({ facesLeft: 1, meanDwellMs: 5000 });
});

it('lets them leave when a file has ended', async () => {
  const { clock, view, present } = watchedStore();
  view.sourceChanged({ kind: 'ended' });
  await clock.advance(15_000);
  expect(present()).toEqual([false]);
});

it('leaves them in view over a short fault, and records again when pictures come', async () => {
  const { clock, view, present } = watchedStore();
  view.sourceChanged({ kind: 'degraded' });
  await clock.advance(9000);
  view.sourceChanged({ kind: 'running' });
  await clock.advance(60_000);
  expect(present()).toEqual([true]);
  view.sourceChanged({ kind: 'degraded' });
  await clock.advance(15_000);
  expect(view.isVacant).toBe(true);
  view.sourceChanged({ kind: 'running' });
  expect(view.isVacant).toBe(false);
});
