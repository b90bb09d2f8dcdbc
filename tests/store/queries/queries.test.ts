import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { EVENT_KINDS, type EventKind } from '../../../src/core/event-table.js';
import { SCHEMA_VERSION } from '../../../src/store/schema/migrations.js';
import type { ObservationRow } from '../../../src/store/store-queries.js';
import { everyPage } from '../fixtures/every-page.js';
import { makeAnalysis } from '../fixtures/make-analysis.js';
import { openTestStore, recordStay, type TestStore, testRun } from '../fixtures/open-test-store.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const noon = Date.UTC(2026, 5, 1, 12);
const allTime = { fromMs: 0, toMs: Date.UTC(2040, 0, 1) };

let open: TestStore;

beforeEach(() => {
  open = openTestStore();
  open.store.beginRun(testRun);
});

describe('observations', () => {
  beforeEach(() => {
    recordStay(open, { trackId: 1, durationMs: 20_000, expression: 'happy' });
    open.clock.pass(30 * MINUTE);
    recordStay(open, { trackId: 2, durationMs: 1000, expression: 'disgust' });
    open.clock.pass(30 * MINUTE);
    recordStay(open, { trackId: 3, durationMs: 20_000, expression: 'happy' });
    open.store.flush();
  });
  const ids = (rows: readonly ObservationRow[]) => rows.map((row) => row.id);

  it('pages through all of them, newest first, each once', () => {
    const rows = everyPage((cursor) =>
      open.store.queries.observations({ range: allTime, limit: 7, ...(cursor && { cursor }) }),
    );
    expect(ids(rows)).toEqual(Array.from({ length: 208 }, (_, i) => 208 - i));
  });

  it('finds a rare expression', () => {
    const rows = everyPage((cursor) =>
      open.store.queries.observations({
        range: allTime,
        expression: 'disgust',
        limit: 4,
        ...(cursor && { cursor }),
      }),
    );
    expect(ids(rows)).toEqual([107, 106, 105, 104, 103, 102]);
  });

  it('finds those of one face, also of one expression', () => {
    const of = (expression: 'happy' | 'sad') =>
      everyPage((cursor) =>
        open.store.queries.observations({
          range: allTime,
          faceId: 3,
          expression,
          limit: 50,
          ...(cursor && { cursor }),
        }),
      );
    expect(ids(of('happy'))).toEqual(Array.from({ length: 101 }, (_, i) => 208 - i));
    expect(of('sad')).toEqual([]);
  });

  it('keeps to the range, half-open', () => {
    const range = { fromMs: noon + 1000, toMs: noon + 2000 };
    const rows = open.store.queries.observations({ range }).rows;
    expect(rows.map((row) => row.atMs - noon)).toEqual([1800, 1600, 1400, 1200, 1000]);
  });

  it('refuses nonsense', () => {
    const { queries } = open.store;
    const range = allTime;
    expect(() => queries.observations({ range, cursor: "1' OR 1" })).toThrow(/cursor/);
    expect(() => queries.observations({ range, limit: 501 })).toThrow(/501/);
    expect(() => queries.observations({ range, limit: 1.5 })).toThrow();
    expect(() => queries.observations({ range: { fromMs: 2, toMs: 1 } })).toThrow(/range/);
    expect(() => queries.totals({ fromMs: Number.NaN, toMs: 1 })).toThrow(/range/);
  });
});

describe('faces', () => {
  beforeEach(() => {
    recordStay(open, { trackId: 1, durationMs: 5000, expression: 'happy' });
    recordStay(open, { trackId: 2, durationMs: 1000, expression: 'sad' });
    recordStay(open, { trackId: 3, durationMs: 9000, expression: 'happy' });
    open.store.flush();
  });
  const tracks = (filter: Omit<Parameters<TestStore['store']['queries']['faces']>[0], 'range'>) =>
    everyPage((cursor) =>
      open.store.queries.faces({ range: allTime, limit: 2, ...filter, ...(cursor && { cursor }) }),
    ).map((face) => face.trackId);

  it('sorts every way, paging', () => {
    expect(tracks({})).toEqual([3, 2, 1]);
    expect(tracks({ order: 'oldest' })).toEqual([1, 2, 3]);
    expect(tracks({ order: 'longest' })).toEqual([3, 1, 2]);
    expect(tracks({ order: 'shortest' })).toEqual([2, 1, 3]);
    expect(tracks({ order: 'most-blinks', limit: 1 })).toEqual([3, 2, 1]);
  });

  it('filters by expression and stay', () => {
    expect(tracks({ dominant: 'sad' })).toEqual([2]);
    expect(tracks({ minDwellMs: 5000 })).toEqual([3, 1]);
  });

  it('finds who was there at a moment, not only who came then', () => {
    const atMs = noon + 4000;
    const faces = open.store.queries.faces({ range: { fromMs: atMs, toMs: atMs + 1 } }).rows;
    expect(faces.map((face) => face.trackId)).toEqual([1]);
  });

  it('gives one face and null for another', () => {
    expect(open.store.queries.face(2)).toMatchObject({ dominant: 'sad', dwellMs: 1000 });
    expect(open.store.queries.face(99)).toBeNull();
    expect(open.store.queries.faceTimeline(99)).toBeNull();
  });
});

describe('faceTimeline', () => {
  it('gives every point of a short stay in order', () => {
    recordStay(open, { trackId: 1, durationMs: 4000 });
    open.store.flush();
    const timeline = open.store.queries.faceTimeline(1);
    expect(timeline?.thinned).toBe(false);
    expect(timeline?.points.map((point) => point.ageMs)).toEqual(
      Array.from({ length: 21 }, (_, i) => i * 200),
    );
  });

  it('thins a long one evenly, and shows all of a part of it', () => {
    recordStay(open, { trackId: 1, durationMs: 3_600_000 });
    open.store.flush();
    const whole = open.store.queries.faceTimeline(1, { maxPoints: 100 });
    expect(whole?.thinned).toBe(true);
    expect(whole?.points.length).toBe(100);
    expect(whole?.points.at(-1)?.ageMs).toBe(3_600_000);
    const range = { fromMs: noon + 1_000_000, toMs: noon + 1_010_000 };
    const part = open.store.queries.faceTimeline(1, { range, maxPoints: 100 });
    expect(part?.thinned).toBe(false);
    expect(part?.points).toHaveLength(50);
  });
});

describe('rollups', () => {
  it('sums each minute and hour and counts a face once in each', () => {
    open.clock.pass(59 * MINUTE + 30_000);
    recordStay(open, { trackId: 1, durationMs: 60_000, expression: 'happy' });
    recordStay(open, { trackId: 2, durationMs: 10_000, expression: 'sad' });
    open.store.flush();
    const { buckets, totals } = open.store.queries.rollups(allTime, 'minute');
    expect(
      buckets.map((bucket) => [
        new Date(bucket.startMs).toISOString().slice(11, 16),
        bucket.facesSeen,
        bucket.facesAppeared,
        bucket.facesLeft,
      ]),
    ).toEqual([
      ['12:59', 1, 1, 0],
      ['13:00', 2, 1, 2],
    ]);
    expect(buckets[0]?.expressionMs[3]).toBe(29_800);
    expect(totals).toMatchObject({
      facesSeen: 2,
      facesAppeared: 2,
      facesLeft: 2,
      meanDwellMs: 35_000,
      meanLight: 100,
    });
    expect(totals.meanConfidence).toBeCloseTo(0.7);
    expect(totals.expressionMs).toEqual([0, 0, 0, 60_000, 10_000, 0, 0]);
  });

  it('counts in a range a face that was there before it', () => {
    open.clock.pass(59 * MINUTE + 30_000);
    recordStay(open, { trackId: 1, durationMs: 60_000 });
    open.store.flush();
    const later = { fromMs: noon + HOUR, toMs: noon + 3 * HOUR };
    expect(open.store.queries.totals(later)).toMatchObject({
      facesSeen: 1,
      facesAppeared: 0,
    });
  });

  it('gives the same totals whether whole hours or minutes are added up', () => {
    for (let visit = 1; visit <= 12; visit++) {
      recordStay(open, { trackId: visit, durationMs: 20_000 });
      open.clock.pass(25 * MINUTE);
    }
    open.store.flush();
    const range = { fromMs: noon + 20 * MINUTE, toMs: noon + 4 * HOUR + 40 * MINUTE };
    const { totals, buckets } = open.store.queries.rollups(range, 'minute');
    const happy = buckets.reduce((sum, bucket) => sum + (bucket.expressionMs[3] ?? 0), 0);
    expect(totals.expressionMs[3]).toBe(happy);
    expect(totals.facesAppeared).toBe(buckets.reduce((n, bucket) => n + bucket.facesAppeared, 0));
    expect(happy).toBeGreaterThan(0);
  });

  it('tells how long it watched, also where the minutes are gone', () => {
    recordStay(open, { trackId: 1, durationMs: 150_000 });
    open.store.flush();
    const range = { fromMs: noon - DAY, toMs: noon + DAY };
    const watchedMs = open.store.queries.watchedMs(range);
    expect(watchedMs).toBeGreaterThanOrEqual(120_000);
    expect(watchedMs).toBeLessThanOrEqual(240_000);
    expect(open.store.queries.watchedMs({ fromMs: noon - DAY, toMs: noon - 3_600_000 })).toBe(0);
    const database = new Database(join(open.dataDir, 'ekspresi.db'));
    database.exec('DELETE FROM rollup_minute');
    database.close();
    expect(open.store.queries.watchedMs(range)).toBe(3_600_000);
  });

  it('begins days at midnight of the zone and leaves out days without the kiosk', () => {
    recordStay(open, { trackId: 1, durationMs: 1000 });
    open.clock.pass(6 * HOUR);
    recordStay(open, { trackId: 2, durationMs: 1000 });
    open.clock.pass(3 * DAY);
    recordStay(open, { trackId: 3, durationMs: 1000 });
    open.store.flush();
    const { unit, buckets } = open.store.queries.rollups(allTime, 'day', 'Asia/Jakarta');
    expect(unit).toBe('day');
    expect(buckets.map((bucket) => new Date(bucket.startMs).toISOString())).toEqual([
      '2026-05-31T17:00:00.000Z',
      '2026-06-01T17:00:00.000Z',
      '2026-06-04T17:00:00.000Z',
    ]);
  });

  it.each(['Europe/Berlin', 'Asia/Kolkata', 'Asia/Jakarta'])(
    'makes days of %s that say the same as the totals of each day, also when clocks change',
    (zone) => {
      open.clock.wallMs = Date.UTC(2026, 9, 23, 20);
      for (let hour = 0; hour < 100; hour++) {
        recordStay(open, { trackId: hour + 1, durationMs: 1000, leave: hour % 3 === 0 });
        open.clock.pass(HOUR - 1200);
      }
      open.store.flush();
      const { buckets } = open.store.queries.rollups(allTime, 'day', zone);
      expect(buckets.length).toBeGreaterThan(4);
      for (const { startMs, endMs, ...sums } of buckets) {
        expect(sums).toEqual(open.store.queries.totals({ fromMs: startMs, toMs: endMs }));
      }
      const lengths = buckets.map((bucket) => (bucket.endMs - bucket.startMs) / HOUR);
      expect(lengths.filter((hours) => hours === 25)).toHaveLength(
        zone === 'Europe/Berlin' ? 1 : 0,
      );
      expect(buckets.reduce((sum, bucket) => sum + bucket.facesAppeared, 0)).toBe(100);
    },
  );

  it('turns to coarser buckets when there would be too many', () => {
    recordStay(open, { trackId: 1, durationMs: 1000 });
    open.clock.pass(100 * DAY);
    recordStay(open, { trackId: 2, durationMs: 1000 });
    open.store.flush();
    expect(open.store.queries.rollups(allTime, 'minute').unit).toBe('hour');
    const day = { fromMs: noon, toMs: noon + DAY };
    expect(open.store.queries.rollups(day, 'minute').unit).toBe('minute');
  });

  it('knows a watching kiosk without visitors from one that was off', () => {
    open.store.record(makeAnalysis({ atMs: noon, monotonicMs: 0, light: 40 }));
    open.store.flush();
    const [bucket] = open.store.queries.rollups(allTime, 'minute').buckets;
    expect(bucket).toMatchObject({ frames: 1, meanLight: 40, facesSeen: 0, meanDwellMs: null });
  });
});

describe('heatMap', () => {
  it('puts hours on the weekday and hour of the zone, also when the clocks change', () => {
    const clock = open.clock;
    clock.wallMs = Date.UTC(2026, 9, 24, 10);
    recordStay(open, { trackId: 1, durationMs: 1000, expression: 'sad' });
    clock.wallMs = Date.UTC(2026, 9, 26, 11);
    recordStay(open, { trackId: 2, durationMs: 2000, expression: 'sad' });
    open.store.flush();
    const cells = open.store.queries.heatMap(allTime, 'Europe/Berlin');
    expect(cells).toHaveLength(168);
    const busy = cells.filter((cell) => cell.facesAppeared > 0);
    expect(busy.map((cell) => [cell.weekday, cell.hour, cell.expressionMs[4]])).toEqual([
      [0, 12, 2000],
      [5, 12, 1000],
    ]);
    expect(busy[0]?.hoursWatched).toBe(1);
  });
});

describe('events, runs and the database', () => {
  it('pages through events by level, kind and range', () => {
    for (let i = 0; i < 12; i++) {
      open.store.recordEvent({
        level: i % 2 ? 'error' : 'info',
        kind: EVENT_KINDS[i % 3] ?? 'source-lost',
        message: `${i}`,
      });
      open.clock.pass(1000);
    }
    open.store.flush();
    const { queries } = open.store;
    const messages = everyPage((cursor) =>
      queries.events({ level: 'error', limit: 4, ...(cursor && { cursor }) }),
    ).map((event) => event.message);
    expect(messages).toEqual(['11', '9', '7', '5', '3', '1']);
    expect(queries.events({ kind: EVENT_KINDS[2] as EventKind }).rows).toHaveLength(4);
    const range = { fromMs: noon + 2000, toMs: noon + 4000 };
    expect(queries.events({ range }).rows.map((event) => event.message)).toEqual(['3', '2']);
  });

  it('describes the database', () => {
    recordStay(open, { trackId: 1, durationMs: 1000 });
    open.store.flush();
    const info = open.store.queries.databaseInfo();
    expect(info).toMatchObject({
      schemaVersion: SCHEMA_VERSION,
      observationsEstimate: 6,
      facesEstimate: 1,
      oldestObservationMs: noon,
      newestObservationMs: noon + 1000,
    });
    expect(info.sizeBytes).toBeGreaterThan(info.walBytes);
    expect(info.diskFreeBytes).toBeGreaterThan(0);
  });

  it('answers on an empty database', () => {
    const { queries } = openTestStore().store;
    expect(queries.observations({ range: allTime, expression: 'sad' }).rows).toEqual([]);
    expect(queries.rollups(allTime, 'day').buckets).toEqual([]);
    expect(queries.totals(allTime).facesSeen).toBe(0);
    expect(queries.runs().rows).toEqual([]);
    expect(queries.databaseInfo().oldestObservationMs).toBeNull();
  });

  it('lists runs with source and model', () => {
    open.store.beginRun({ ...testRun, source: '/dev/video0', model: null });
    open.store.flush();
    expect(open.store.queries.runs().rows.map((run) => [run.id, run.source, run.model])).toEqual([
      [2, '/dev/video0', null],
      [1, 'synthetic', 'compact'],
    ]);
  });
});
