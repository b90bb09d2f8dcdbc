import { expect, it, onTestFinished } from 'vitest';
import { AbsenceTimeout, SourceRuns } from '../../../src/daemon/services/recording.js';
import { openTestStore, recordStay, testRun } from '../../store/fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

function watchedStore() {
  const open = openTestStore();
  const absence = new AbsenceTimeout(open);
  const stop = new AbortController();
  void absence.run(stop.signal);
  onTestFinished(() => stop.abort());
  open.store.beginRun(testRun);
  absence.sourceChanged({ kind: 'running' });
  recordStay(open, { trackId: 1, durationMs: 5000, leave: false });
  const present = () => open.store.queries.faces({ range: allTime }).rows.map((row) => row.present);
  return { ...open, absence, present, lastSeenMs: open.clock.wallMs - 200 };
}

it('lets the faces leave, where they were last seen, when the camera is gone for a while', async () => {
  const { store, clock, absence, present, lastSeenMs } = watchedStore();
  absence.sourceChanged({ kind: 'degraded' });
  await clock.advance(10_000);
  expect(present()).toEqual([true]);
  // Each try to open the camera says so again.
  absence.sourceChanged({ kind: 'degraded' });
  await clock.advance(5000);
  expect(absence.isOver).toBe(true);
  expect(store.queries.faces({ range: allTime }).rows).toMatchObject([
    { present: false, lastSeenMs, dwellMs: 5000 },
  ]);
  expect(store.queries.totals(allTime)).toMatchObject({
    facesLeft: 1,
    meanDwellMs: 5000,
  });
});

it('lets them leave when a file has ended', async () => {
  const { clock, absence, present } = watchedStore();
  absence.sourceChanged({ kind: 'ended' });
  await clock.advance(15_000);
  expect(present()).toEqual([false]);
});

it('leaves them in absence over a short fault, and records again when pictures come', async () => {
  const { clock, absence, present } = watchedStore();
  absence.sourceChanged({ kind: 'degraded' });
  await clock.advance(9000);
  absence.sourceChanged({ kind: 'running' });
  await clock.advance(60_000);
  expect(present()).toEqual([true]);
  absence.sourceChanged({ kind: 'degraded' });
  await clock.advance(15_000);
  expect(absence.isOver).toBe(true);
  absence.sourceChanged({ kind: 'running' });
  expect(absence.isOver).toBe(false);
});

it('names in the history the camera that each row came from', () => {
  const open = openTestStore();
  const source = { name: 'camera', endless: true };
  const runs = new SourceRuns(open.store, source, '1.2.3');
  runs.modelLoaded({ name: 'edge', engine: 'onnx' });
  expect(open.store.queries.runs().rows).toEqual([]);

  // Which one it is shows when it is opened.
  source.name = 'usb-Left-video-index0';
  runs.beforeFrame();
  recordStay(open, { trackId: 1, durationMs: 2000 });
  runs.beforeFrame();
  recordStay(open, { trackId: 2, durationMs: 2000 });
  source.name = 'usb-Right-video-index0';
  runs.beforeFrame();
  recordStay(open, { trackId: 3, durationMs: 2000 });
  open.store.flush();

  const begun = open.store.queries.runs().rows;
  expect(begun.map((run) => run.source).sort()).toEqual([
    'usb-Left-video-index0',
    'usb-Right-video-index0',
  ]);
  expect(begun.every((run) => run.model === 'edge' && run.engine === 'onnx')).toBe(true);
});
