import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { rebuildRollups } from '../../../src/store/rollups/rebuild-rollups.js';
import type { StoreSettings } from '../../../src/store/store-settings.js';
import { openTestStore, readRows, recordStay, testRun } from '../fixtures/open-test-store.js';

const rollups = (dataDir: string) => ({
  minutes: readRows(dataDir, 'SELECT * FROM rollup_minute ORDER BY start_ms'),
  hours: readRows(dataDir, 'SELECT * FROM rollup_hour ORDER BY start_ms'),
});

const rebuild = (
  options: Omit<Parameters<typeof rebuildRollups>[0], 'observationsPerFaceSecond'>,
  observationsPerFaceSecond = 5,
) => rebuildRollups({ ...options, observationsPerFaceSecond });

function storeWithVisitors(settings: Partial<StoreSettings> = {}) {
  const open = openTestStore({ settings });
  open.clock.pass(57 * 60_000);
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 400_000, expression: 'happy' });
  open.clock.pass(5000);
  recordStay(open, { trackId: 2, durationMs: 1234, expression: 'sad' });
  open.clock.pass(100_000);
  recordStay(open, { trackId: 3, durationMs: 90_000, expression: 'surprise' });
  open.store.close();
  return open;
}

const timeAndFaces = (dataDir: string) =>
  readRows(
    dataDir,
    `SELECT sum(happy_ms) AS happy, sum(sad_ms) AS sad, sum(surprise_ms) AS surprise,
       sum(faces_left) AS left, sum(dwell_left_ms) AS dwell FROM rollup_hour`,
  )[0];

describe('rebuildRollups', () => {
  it('gives the same as was summed live, when every observation was stored', async () => {
    const { dataDir, clock } = storeWithVisitors();
    const live = rollups(dataDir);
    expect(live.minutes.length).toBeGreaterThan(8);
    const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
    db.exec('UPDATE rollup_minute SET happy_ms = 5, faces_seen = 9, stored_mask = 127');
    db.exec('UPDATE rollup_hour SET sad_ms = 5, observations = 1, dwell_left_ms = 0');
    db.close();
    expect(rollups(dataDir)).not.toEqual(live);
    const result = await rebuild({ dataDir, clock });
    expect(result).toEqual({
      observations: 2001 + 7 + 451,
      fromMs: Date.UTC(2026, 5, 1, 12),
      unreadable: 0,
      leftHours: false,
    });
    const rebuilt = rollups(dataDir);
    const rounded = (rows: unknown[]) =>
      rows.map((row) => ({
        ...(row as Record<string, number>),
        confidence_sum: Math.round((row as Record<string, number>).confidence_sum ?? 0),
      }));
    expect(rounded(rebuilt.minutes)).toEqual(rounded(live.minutes));
    expect(rounded(rebuilt.hours)).toEqual(rounded(live.hours));
  });

  it('makes rows that are missing', async () => {
    const { dataDir, clock } = storeWithVisitors();
    const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
    const before = db.prepare('SELECT sum(happy_ms) AS s, count(*) AS n FROM rollup_minute').get();
    db.exec('DELETE FROM rollup_minute');
    db.close();
    await rebuild({ dataDir, clock });
    const [after] = readRows<{ s: number; frames: number }>(
      dataDir,
      'SELECT sum(happy_ms) AS s, min(frames) AS frames FROM rollup_minute',
    );
    expect(after?.s).toBe((before as { s: number }).s);
    expect(after?.frames).toBeGreaterThan(0);
  });

  it('leaves rollups alone whose observations retention has deleted', async () => {
    const { dataDir, clock } = storeWithVisitors();
    const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
    db.exec('DELETE FROM observations WHERE id < 1000');
    db.close();
    const firstHour = 'SELECT happy_ms FROM rollup_hour ORDER BY start_ms LIMIT 1';
    const before = readRows(dataDir, firstHour);
    const result = await rebuild({ dataDir, clock });
    expect(result.fromMs).toBe(Date.UTC(2026, 5, 1, 14));
    expect(readRows(dataDir, firstHour)).toEqual(before);
  });

  it('counts the time in view where less than one observation a second was stored', async () => {
    const { dataDir, clock } = storeWithVisitors({ maxObservationsPerFaceSecond: 0.2 });
    const live = timeAndFaces(dataDir);
    expect(live).toEqual({ happy: 400_000, sad: 1200, surprise: 90_000, left: 3, dwell: 491_200 });
    await rebuild({ dataDir, clock }, 0.2);
    expect(timeAndFaces(dataDir)).toEqual(live);
  });

  it('leaves hours alone of which observations are missing, and makes what is not there', async () => {
    const { dataDir, clock } = storeWithVisitors();
    const live = rollups(dataDir);
    const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
    // Eight seconds of the second hour, as when the disk was full.
    db.exec('DELETE FROM observations WHERE id BETWEEN 1510 AND 1550');
    db.exec('UPDATE rollup_minute SET happy_ms = 5 WHERE start_ms < 1780318800000');
    db.exec('DELETE FROM rollup_minute WHERE start_ms = 1780318860000');
    db.close();
    expect((await rebuild({ dataDir, clock })).leftHours).toBe(true);
    const rebuilt = rollups(dataDir);
    const times = (rows: unknown[]) =>
      (rows as Record<string, number>[]).map((row) => row.happy_ms);
    expect(times(rebuilt.hours)).toEqual(times(live.hours));
    expect(times(rebuilt.minutes)).toEqual(times(live.minutes));
    expect(rebuilt.minutes).toHaveLength(live.minutes.length);
  });

  it('leaves the newest hour alone where its end is missing', async () => {
    const { dataDir, clock } = storeWithVisitors();
    const live = rollups(dataDir);
    const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
    db.exec('DELETE FROM observations WHERE id > 2300');
    db.close();
    await rebuild({ dataDir, clock });
    expect(rollups(dataDir).hours).toEqual(live.hours);
  });

  it('tells how far it is, and leaves the sums as they were when it is interrupted', async () => {
    const { dataDir, clock } = storeWithVisitors();
    const many = Array.from({ length: 12_000 }, (_, i) => `(${2460 + i})`).join(',');
    const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
    const columns = (db.pragma("table_info('observations')") as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => name !== 'id');
    db.exec(`WITH more (n) AS (VALUES ${many}) INSERT INTO observations (id, ${columns.join(', ')})
      SELECT more.n, ${columns.map((name) => `o.${name}`).join(', ')}
      FROM more JOIN observations o ON o.id = 5`);
    db.exec('UPDATE rollup_minute SET happy_ms = 5');
    db.close();
    const before = rollups(dataDir);
    const stop = new AbortController();
    const seen: (readonly [number, number])[] = [];
    const interrupted = rebuild({
      dataDir,
      clock,
      signal: stop.signal,
      onProgress: (done, total) => {
        seen.push([done, total]);
        if (done >= 10_000) stop.abort(new Error('enough'));
      },
    });
    await expect(interrupted).rejects.toThrow('enough');
    expect(seen).toEqual([
      [5000, 14_459],
      [10_000, 14_459],
    ]);
    expect(rollups(dataDir)).toEqual(before);
    await rebuild({ dataDir, clock });
    expect(rollups(dataDir)).not.toEqual(before);
  });

  it('refuses while a daemon writes', async () => {
    const { dataDir, clock } = openTestStore();
    await expect(rebuild({ dataDir, clock })).rejects.toMatchObject({
      code: 'STORE_LOCKED',
    });
  });
});
