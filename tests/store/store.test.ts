import { describe, expect, it } from 'vitest';
import { makeAnalysis, makeFace } from './fixtures/make-analysis.js';
import { openTestStore, readRows, recordStay, testRun } from './fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

describe('Store', () => {
  it('commits by itself about once a second and says so', async () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 800, leave: false });
    expect(store.queries.observations({ range: allTime }).rows).toHaveLength(0);
    await clock.advance(1000);
    expect(store.queries.observations({ range: allTime }).rows).toHaveLength(5);
    expect(store.status()).toMatchObject({ state: 'ok', observations: 5, detail: null });
    expect(store.status().lastCommitAtMs).toBeGreaterThan(clock.wallMs - 1100);
  });

  it('writes the row of a face while it is still in view', () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 2000, leave: false });
    store.flush();
    const [face] = store.queries.faces({ range: allTime }).rows;
    expect(face).toMatchObject({ trackId: 1, present: true, dwellMs: 2000, dominant: 'happy' });
    recordStay({ store, clock }, { trackId: 2, durationMs: 400, expression: 'sad' });
    store.flush();
    const rows = store.queries.faces({ range: allTime }).rows;
    expect(rows.map((row) => [row.trackId, row.present, row.dominant])).toEqual([
      [2, false, 'sad'],
      [1, true, 'happy'],
    ]);
  });

  it('keeps probabilities to 0.0001 and every other value of an observation', () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    const raw = [0.12345, 0.01, 0.02, 0.5, 0.1, 0.2, 0.04655];
    const face = makeFace({ raw, ear: null, blink: true, ageMs: 333, fresh: false });
    store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: 5, faces: [face] }));
    store.flush();
    const [row] = store.queries.observations({ range: allTime }).rows;
    expect(row).toMatchObject({
      runId: 1,
      trackId: 1,
      atMs: clock.wallMs,
      ageMs: 333,
      expression: 'happy',
      confidence: 0.7,
      ear: null,
      blink: true,
      fresh: false,
      box: face.box,
      light: 112.3,
      quality: 0.8,
    });
    for (const [i, value] of raw.entries())
      expect(Math.abs((row?.raw[i] ?? 0) - value)).toBeLessThan(0.0001);
  });

  it('stores at most 5 observations per face and second but counts all in the rollups', () => {
    const { store, clock, dataDir } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 10_000, everyMs: 50 });
    store.flush();
    const perSecond = readRows<{ n: number }>(
      dataDir,
      'SELECT count(*) AS n FROM observations GROUP BY face_id, at_ms / 1000',
    );
    expect(Math.max(...perSecond.map((row) => row.n))).toBe(5);
    const totals = store.queries.totals(allTime);
    expect(totals.observations).toBe(201);
    expect(totals.expressionMs[3]).toBe(10_000);
  });

  it('carries a blink of a frame that was not stored to the next stored one', () => {
    const { store, clock } = openTestStore({ settings: { maxObservationsPerFaceSecond: 1 } });
    store.beginRun(testRun);
    for (let i = 0; i < 20; i++) {
      const face = makeFace({ ageMs: i * 100, blink: i === 3 });
      store.record(
        makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, faces: [face] }),
      );
      clock.pass(100);
    }
    store.flush();
    const rows = store.queries.observations({ range: allTime }).rows;
    expect(rows.map((row) => row.blink)).toEqual([true, false]);
    expect(store.queries.totals(allTime).blinks).toBe(1);
  });

  it('begins a new run when a replaced worker numbers its faces from 1 again', () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 1000, leave: false });
    recordStay({ store, clock }, { trackId: 1, durationMs: 400, generation: 2 });
    recordStay({ store, clock }, { trackId: 1, durationMs: 400, generation: 3 });
    store.flush();
    const faces = store.queries.faces({ range: allTime, order: 'oldest' }).rows;
    expect(faces.map((face) => [face.runId, face.trackId, face.dwellMs])).toEqual([
      [1, 1, 1000],
      [2, 1, 400],
      [3, 1, 400],
    ]);
    expect(store.status().state).toBe('ok');
  });

  it.each([0, 0.1, 0.49, 0.5, 0.99, 1])('frames %f ms apart are of one visit', (apartMs) => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    // Ages have fractions; whole milliseconds are stored.
    for (let frame = 0; frame < 200; frame++) {
      const ageMs = frame * 33.3 + (frame % 2) * (apartMs - 33.3);
      const face = makeFace({ ageMs });
      store.record(makeAnalysis({ atMs: clock.wallMs + ageMs, monotonicMs: ageMs, faces: [face] }));
    }
    store.flush();
    expect(store.queries.runs().rows).toHaveLength(1);
    expect(store.queries.faces({ range: allTime }).rows).toHaveLength(1);
  });

  it('gives ten repeats of a recording the same counts', () => {
    const counts = Array.from({ length: 10 }, (_, repeat) => {
      const { store, clock } = openTestStore();
      store.beginRun(testRun);
      // The same film, read in a hurry: frames come at other moments each time.
      for (let frame = 0; frame < 120; frame++) {
        const ageMs = frame * 0.37 + ((frame * 7919 + repeat * 104_729) % 100) / 270;
        const face = makeFace({ ageMs });
        store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: ageMs, faces: [face] }));
      }
      store.flush();
      const { totals } = store.queries.rollups(allTime, 'hour');
      return [store.queries.runs().rows.length, totals.facesAppeared, totals.observations];
    });
    expect(counts).toEqual(Array.from({ length: 10 }, () => [1, 1, 120]));
  });

  it('a replaced worker ends the visits of the one before, whatever numbers it gives', () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 1000, leave: false });
    recordStay({ store, clock }, { trackId: 2, durationMs: 1000, leave: false, generation: 2 });
    store.flush();
    const faces = store.queries.faces({ range: allTime, order: 'oldest' }).rows;
    expect(faces.map((face) => [face.runId, face.trackId, face.present])).toEqual([
      [1, 1, false],
      [2, 2, true],
    ]);
  });

  it('counts everybody of a crowd once, although only the first are reported', () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    const people = Array.from({ length: 18 }, (_, i) => i + 1);
    const startMs = clock.elapsedMs;
    // One after another looks away for two seconds; 18 is let in before 17 ever was.
    const looksAway = new Map([
      [30, 3],
      [100, 17],
      [101, 5],
      [170, 9],
    ]);
    for (let second = 0; second <= 180; second++) {
      const away = [looksAway.get(second), looksAway.get(second - 1)];
      if (second < 90) away.push(17);
      const faces = people
        .filter((trackId) => !away.includes(trackId))
        .slice(0, 16)
        .map((trackId) => makeFace({ trackId, ageMs: clock.elapsedMs - startMs }));
      store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, faces }));
      clock.pass(1000);
    }
    const ended = people.map((trackId) => ({
      ...{ trackId, firstSeenMs: 0, lastSeenMs: clock.wallMs, blinkCount: null },
    }));
    store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, ended }));
    store.flush();
    expect(store.status().state).toBe('ok');
    expect(store.queries.runs().rows).toHaveLength(1);
    const faces = store.queries.faces({ range: allTime }).rows;
    expect(faces.map((face) => face.trackId).sort((a, b) => a - b)).toEqual(people);
    expect(store.queries.totals(allTime)).toMatchObject({
      facesAppeared: 18,
      facesLeft: 18,
    });
  });

  it('begins a new run for a number that was given long ago', () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    for (let trackId = 1; trackId <= 1100; trackId++) {
      recordStay({ store, clock }, { trackId, durationMs: 0 });
    }
    recordStay({ store, clock }, { trackId: 7, durationMs: 0 });
    store.flush();
    expect(store.status().state).toBe('ok');
    const [newest] = store.queries.faces({ range: allTime }).rows;
    expect(newest).toMatchObject({ runId: 2, trackId: 7 });
  });

  it('ends the faces in view where they were last seen when nobody follows them any more', () => {
    const { store, clock } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 1000, leave: false });
    const lastSeenMs = clock.wallMs - 200;
    clock.pass(61_000);
    store.endFaces();
    recordStay({ store, clock }, { trackId: 2, durationMs: 1000, leave: false });
    store.flush();
    const faces = store.queries.faces({ range: allTime, order: 'oldest' }).rows;
    expect(faces).toMatchObject([
      { runId: 1, trackId: 1, present: false, dwellMs: 1000, lastSeenMs },
      { runId: 1, trackId: 2, present: true },
    ]);
    expect(store.queries.totals(allTime).facesLeft).toBe(1);
  });

  it('loses nothing at a clean close and says that it was clean', () => {
    const first = openTestStore();
    first.store.beginRun(testRun);
    recordStay(first, { trackId: 1, durationMs: 1000, leave: false });
    first.store.close();
    const { store } = openTestStore({ dataDir: first.dataDir, clock: first.clock });
    expect(store.queries.observations({ range: allTime }).rows).toHaveLength(6);
    expect(store.queries.runs().rows[0]).toMatchObject({ endedCleanly: true, source: 'synthetic' });
    expect(store.queries.totals(allTime)).toMatchObject({
      facesLeft: 1,
      meanDwellMs: 1000,
    });
  });

  it('goes on with row numbers and track numbers after a restart', () => {
    const first = openTestStore();
    first.store.beginRun(testRun);
    recordStay(first, { trackId: 1, durationMs: 400 });
    first.store.close();
    const second = openTestStore({ dataDir: first.dataDir, clock: first.clock });
    second.store.beginRun(testRun);
    recordStay(second, { trackId: 1, durationMs: 400 });
    second.store.flush();
    const rows = second.store.queries.observations({ range: allTime }).rows;
    expect(rows.map((row) => row.id)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(rows.map((row) => row.runId)).toEqual([2, 2, 2, 1, 1, 1]);
  });

  it('keeps events with their details, newest first', () => {
    const { store } = openTestStore();
    store.recordEvent({ level: 'info', kind: 'source-running', message: 'a' });
    store.recordEvent({ level: 'error', kind: 'source-lost', message: 'b', details: { n: 1 } });
    store.flush();
    expect(store.queries.events({}).rows.map((event) => event.kind)).toEqual([
      'source-lost',
      'source-running',
    ]);
    expect(store.queries.events({ level: 'error' }).rows[0]?.details).toEqual({ n: 1 });
  });
});
