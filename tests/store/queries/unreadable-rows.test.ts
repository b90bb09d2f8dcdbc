import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../../src/core/export-format.js';
import { exportHistory } from '../../../src/store/export/export-history.js';
import { rebuildRollups } from '../../../src/store/rollups/rebuild-rollups.js';
import { everyPage } from '../fixtures/every-page.js';
import { openTestStore, recordStay, type TestStore, testRun } from '../fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2190, 0, 1) };
/** What a flipped bit makes of a cell: not an expression, no probability, no time. */
const DAMAGE = [
  'UPDATE observations SET expression = 35 WHERE id = 3',
  'UPDATE observations SET smoothed_happy = 1048576 WHERE id = 5',
  'UPDATE observations SET at_ms = 4611686018427387904 WHERE id = 7',
  'UPDATE observations SET at_ms = -5 WHERE id = 9',
  'UPDATE observations SET blink = 65 WHERE id = 11',
];

let open: TestStore;

beforeEach(() => {
  open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 3800 });
  recordStay(open, { trackId: 2, durationMs: 3800 });
  for (const message of ['one', 'two', 'three']) {
    open.store.recordEvent({ level: 'info', kind: 'light-is-back', message, details: { message } });
  }
  open.store.flush();
});

function damage(...statements: readonly string[]): void {
  const db = new DatabaseConstructor(join(open.dataDir, 'ekspresi.db'));
  for (const sql of statements) db.exec(sql);
  db.close();
}

describe('rows that damage has made impossible', () => {
  it('are left out of observations and curves, and counted', () => {
    damage(...DAMAGE);
    const { queries } = open.store;
    let unreadable = 0;
    const rows = everyPage((cursor) => {
      const page = queries.observations({
        range: { fromMs: -10, toMs: Number.MAX_SAFE_INTEGER },
        limit: 7,
        ...(cursor && { cursor }),
      });
      unreadable += page.unreadable;
      return page;
    });
    // A time of 2^62 lies in no range that can be asked for.
    expect([rows.length, unreadable]).toEqual([35, 4]);
    const timeline = queries.faceTimeline(1);
    expect([timeline?.points.length, timeline?.unreadable]).toEqual([15, 5]);
  });

  it.each(EXPORT_FORMATS)('are left out of an export as %s, and counted', async (format) => {
    damage(...DAMAGE);
    let left = 0;
    const progress: number[] = [];
    const stream = exportHistory({
      dataDir: open.dataDir,
      ...allTime,
      level: 'observation',
      format,
      onProgress: (rows) => progress.push(rows),
      onUnreadable: (rows) => {
        left = rows;
      },
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(progress.at(-1)).toBe(35);
    // Two of the times lie outside the range.
    expect(left).toBe(3);
    const lines = Buffer.concat(chunks).toString().trimEnd().split('\n').length;
    if (format !== 'parquet') expect(lines).toBe(format === 'csv' ? 36 : 35);
  });

  it('are left out of events and visits', () => {
    damage(
      `UPDATE events SET details = '{"message' WHERE id = 2`,
      'UPDATE faces SET dominant = 200 WHERE id = 1',
    );
    const events = open.store.queries.events({});
    expect(events.rows.map(({ message }) => message)).toEqual(['three', 'one']);
    expect(events.unreadable).toBe(1);
    const faces = open.store.queries.faces({ range: allTime });
    expect([faces.rows.map(({ id }) => id), faces.unreadable]).toEqual([[2], 1]);
    expect(open.store.queries.face(1)).toBeNull();
  });

  it('are left out of sums', () => {
    const before = open.store.queries.rollups(allTime, 'minute').totals;
    damage('UPDATE rollup_minute SET happy_ms = 4611686018427387904');
    const { queries } = open.store;
    const series = queries.rollups(allTime, 'minute');
    expect([series.buckets, series.unreadable]).toEqual([[], 1]);
    // Whole hours come from the other table.
    expect(series.totals).toEqual(before);
  });

  it('leave their hour as it was when sums are counted anew', async () => {
    const before = open.store.queries.rollups(allTime, 'hour').totals;
    open.store.close();
    damage(...DAMAGE);
    const { dataDir, clock } = open;
    const result = await rebuildRollups({ dataDir, clock, observationsPerFaceSecond: 5 });
    expect(result).toMatchObject({ unreadable: 5, leftHours: true });
    const { queries } = openTestStore({ dataDir, clock }).store;
    expect(queries.rollups(allTime, 'hour').totals).toEqual(before);
  });

  it('are left out of the list of runs, and counted', () => {
    damage('UPDATE runs SET started_at_ms = 4611686018427387904 WHERE id = 1');
    expect(open.store.queries.runs()).toEqual({ rows: [], unreadable: 1 });
  });

  it.each(['face', 'minute', 'hour'] as const)(
    'are left out of an export of the level %s, and counted',
    async (level) => {
      damage(
        'UPDATE faces SET happy_ms = 4611686018427387904 WHERE id = 1',
        'UPDATE rollup_minute SET confidence_sum = 1e30',
        'UPDATE rollup_hour SET frames = 4611686018427387904',
      );
      for (const format of EXPORT_FORMATS) {
        let left = 0;
        const rows: number[] = [];
        const request = { dataDir: open.dataDir, ...allTime, level, format };
        const stream = exportHistory({
          ...request,
          onProgress: (written) => rows.push(written),
          onUnreadable: (unreadable) => {
            left = unreadable;
          },
        });
        for await (const _chunk of stream);
        expect([rows.at(-1), left]).toEqual(level === 'face' ? [1, 1] : [0, 1]);
      }
    },
  );

  it('are left out of a recovery, and counted', () => {
    open.store.close();
    damage(
      ...DAMAGE,
      `UPDATE events SET details = '{"message' WHERE id = 2`,
      'UPDATE faces SET dominant = 200 WHERE id = 1',
      'UPDATE rollup_minute SET happy_ms = 4611686018427387904',
    );
    const { dataDir, clock } = open;
    writeFileSync(join(dataDir, 'ekspresi.db.recovering'), '');
    const again = openTestStore({ dataDir, clock });
    expect(again.damage?.recovery).toMatchObject({ unreadable: 8, complete: false });
    const { rows, unreadable } = again.store.queries.events({});
    expect(rows[0]?.message).toBe(
      '8 rows of the damaged database could not be read and were left out',
    );
    expect(unreadable).toBe(0);
    expect(again.store.queries.faceTimeline(2)?.points).toHaveLength(20);
  });
});
