import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { ExportLevel } from '../../src/core/export-format.js';
import { exportHistory } from '../../src/store/export/export-history.js';
import { rebuildRollups } from '../../src/store/rollups/rebuild-rollups.js';
import { migrate } from '../../src/store/schema/migrate.js';
import { migrations } from '../../src/store/schema/migrations.js';
import { overwriteLeaf } from './fixtures/damage.js';
import { makeAnalysis, makeFace } from './fixtures/make-analysis.js';
import { ManualClock } from './fixtures/manual-clock.js';
import {
  openTestStore,
  type TestStore,
  temporaryFolder,
  testRun,
} from './fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };
const NOON_MS = Date.UTC(2026, 5, 1, 12);

/** A face for two seconds, clear and at a valence of 0.5, then one second unclear at −0.4. */
function recordMood({ store, clock }: TestStore, trackId = 1): void {
  for (let ageMs = 0; ageMs <= 3000; ageMs += 200) {
    const clear = ageMs <= 2000;
    const face = makeFace({ trackId, ageMs, clear, valence: clear ? 0.5 : -0.4 });
    store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, faces: [face] }));
    clock.pass(200);
  }
  store.endFaces();
  store.flush();
}

async function exportedRows(dataDir: string, level: ExportLevel) {
  const chunks: Uint8Array[] = [];
  const request = { dataDir, ...allTime, level, format: 'ndjson' as const };
  for await (const chunk of exportHistory(request)) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A history as the first version wrote it: one face, six observations, its minute and hour. */
function firstVersionHistory(rows = 6): { readonly dataDir: string; readonly clock: ManualClock } {
  const dataDir = temporaryFolder();
  const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
  db.pragma('journal_mode = WAL');
  migrate(db, db.name, migrations.slice(0, 1));
  db.exec(`INSERT INTO cameras VALUES (1, 'old', 0, 0);
    INSERT INTO runs VALUES (1, 1, '0.1.0', NULL, NULL, ${NOON_MS}, ${NOON_MS}, 1);
    INSERT INTO faces VALUES (1, 1, 1, ${NOON_MS}, ${NOON_MS + 1000}, 1000, 0, 0, 3,
      0, 0, 0, 1000, 0, 0, 0, ${rows}, 1, ${rows});`);
  const insert = db.prepare(`INSERT INTO observations VALUES (?, 1, ?, ?, 3,
    500, 500, 500, 7000, 500, 500, 500, 500, 500, 500, 7000, 500, 500, 500,
    3000, 0, 1, 0, 0, 90, 90, 1100, 8000)`);
  for (let i = 0; i < rows; i++) insert.run(i + 1, NOON_MS + i * 200, i * 200);
  for (const table of ['rollup_minute', 'rollup_hour']) {
    db.exec(`INSERT INTO ${table} VALUES (${NOON_MS}, ${NOON_MS}, 0, 0, 0, 1000, 0, 0, 0,
      1, 1, 1, 1000, 0, ${rows}, ${rows}, 8, ${rows * 0.7}, ${rows}, ${rows * 100})`);
  }
  db.close();
  return { dataDir, clock: new ManualClock(NOON_MS + 10_000) };
}

describe('clear and valence', () => {
  it('stand in rows, visits and sums; unclear time is no expression’s', async () => {
    const open = openTestStore();
    open.store.beginRun(testRun);
    recordMood(open);
    const { queries } = open.store;
    const { rows } = queries.observations({ range: allTime });
    expect(rows.map(({ clear }) => clear)).toEqual([
      ...Array.from({ length: 5 }, () => false),
      ...Array.from({ length: 11 }, () => true),
    ]);
    expect(rows.at(-1)).toMatchObject({ clear: true, valence: 0.5 });
    const meanValence = (11 * 0.5 - 5 * 0.4) / 16;
    for (const sums of [queries.rollups(allTime, 'minute').totals, queries.face(1)]) {
      expect(sums?.expressionMs[3]).toBe(2000);
      expect(sums?.unclearMs).toBe(1000);
      expect(sums?.meanValence).toBeCloseTo(meanValence, 6);
      expect(sums?.meanConfidence).toBeCloseTo(0.7, 6);
    }
    const [first] = await exportedRows(open.dataDir, 'observation');
    expect(first).toMatchObject({ clear: true, valence: 0.5 });
    for (const level of ['face', 'minute', 'hour'] as const) {
      const [row] = await exportedRows(open.dataDir, level);
      expect(row).toMatchObject({ unclear_ms: 1000, happy_ms: 2000 });
      expect(row?.mean_valence).toBeCloseTo(meanValence, 6);
    }
  });

  it('are counted anew as they were counted live', async () => {
    const open = openTestStore();
    open.store.beginRun(testRun);
    recordMood(open);
    const live = open.store.queries.rollups(allTime, 'hour').totals;
    open.store.close();
    const { dataDir, clock } = open;
    await rebuildRollups({ dataDir, clock, observationsPerFaceSecond: 5 });
    const again = openTestStore({ dataDir, clock }).store.queries.rollups(allTime, 'hour').totals;
    expect(again).toEqual(live);
  });

  it('are null, not zero, in rows of the first version', async () => {
    const { dataDir, clock } = firstVersionHistory();
    const open = openTestStore({ dataDir, clock });
    const { queries } = open.store;
    expect(queries.observations({ range: allTime }).rows[0]).toMatchObject({
      expression: 'happy',
      clear: null,
      valence: null,
    });
    const unknown = { unclearMs: null, meanValence: null };
    expect(queries.face(1)).toMatchObject({ ...unknown, meanConfidence: null });
    const { totals } = queries.rollups(allTime, 'hour');
    expect(totals).toMatchObject(unknown);
    expect(totals.meanConfidence).toBeCloseTo(0.7, 6);
    expect((await exportedRows(dataDir, 'observation'))[0]).toMatchObject({
      clear: null,
      valence: null,
    });
    // The minute goes on after the change of version.
    open.store.beginRun(testRun);
    recordMood(open);
    const later = queries.rollups(allTime, 'hour').totals;
    expect(later.unclearMs).toBe(1000);
    expect(later.meanValence).toBeCloseTo((11 * 0.5 - 5 * 0.4) / 16, 6);
  });

  it('stay null when the sums of the first version are counted anew', async () => {
    const { dataDir, clock } = firstVersionHistory();
    openTestStore({ dataDir, clock }).store.close();
    await rebuildRollups({ dataDir, clock, observationsPerFaceSecond: 5 });
    const { queries } = openTestStore({ dataDir, clock }).store;
    const { totals } = queries.rollups(allTime, 'hour');
    expect(totals).toMatchObject({ unclearMs: null, meanValence: null });
    expect(totals.expressionMs[3]).toBe(1000);
  });

  it('a damaged history of the first version is recovered into the new schema', () => {
    const { dataDir, clock } = firstVersionHistory(2000);
    overwriteLeaf(join(dataDir, 'ekspresi.db'), 'observations', 3);
    const { queries } = openTestStore({ dataDir, clock }).store;
    expect(queries.face(1)?.observations).toBe(2000);
    expect(queries.databaseInfo().observationsEstimate).toBe(2000);
    expect(queries.rollups(allTime, 'hour').totals.expressionMs[3]).toBe(1000);
  });
});
