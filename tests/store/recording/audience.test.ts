import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { ExportLevel } from '../../../src/core/export-format.js';
import { EXPRESSIONS } from '../../../src/core/expression.js';
import { exportHistory } from '../../../src/store/export/export-history.js';
import { rebuildRollups } from '../../../src/store/rollups/rebuild-rollups.js';
import { migrate } from '../../../src/store/schema/migrate.js';
import { migrations } from '../../../src/store/schema/migrations.js';
import type { RollupSums } from '../../../src/store/store-queries.js';
import { createRandom } from '../../../src/synthetic/random.js';
import { makeAnalysis, makeFace } from '../fixtures/make-analysis.js';
import { ManualClock } from '../fixtures/manual-clock.js';
import {
  openTestStore,
  type TestStore,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };
const MONDAY_MS = Date.UTC(2026, 10, 23);
const HOUR_MS = 3_600_000;
const STEP_MS = 200;

/** A visit whose truth is known: it looks from `looksAtMs` on for `attentionMs`. */
interface Visit {
  readonly dwellMs: number;
  readonly looksAtMs: number;
  readonly attentionMs: number;
  /** Clear happy time from the first look on; the rest is neutral. */
  readonly happyMs: number;
}

function recordVisit({ store, clock }: TestStore, trackId: number, visit: Visit): void {
  const firstSeenMs = clock.wallMs;
  const { dwellMs, looksAtMs, attentionMs, happyMs } = visit;
  for (let ageMs = 0; ageMs <= dwellMs; ageMs += STEP_MS) {
    // The time since the frame before counts for what a frame shows.
    const within = (spanMs: number) => ageMs > looksAtMs && ageMs <= looksAtMs + spanMs;
    const isHappy = within(happyMs);
    const face = makeFace({
      ...{ trackId, ageMs, looking: within(attentionMs) },
      ...{ expression: isHappy ? 'happy' : 'neutral', valence: isHappy ? 0.6 : -0.1 },
    });
    store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, faces: [face] }));
    clock.pass(STEP_MS);
  }
  const ended = [{ trackId, firstSeenMs, lastSeenMs: clock.wallMs, blinkCount: 0 }];
  store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, ended }));
}

const wholeSteps = (ms: number) => Math.floor(ms / STEP_MS) * STEP_MS;

/** A week of opening hours with visits of every kind, and what must be counted of them. */
function generatedWeek(open: TestStore) {
  const random = createRandom(21);
  const visits: Visit[] = [];
  open.store.beginRun(testRun);
  for (let day = 0; day < 7; day++) {
    for (let hour = 9; hour < 18; hour++) {
      open.clock.pass(MONDAY_MS + (24 * day + hour) * HOUR_MS - open.clock.wallMs);
      const count = Math.floor(random() * 4);
      for (let i = 0; i < count; i++) {
        const dwellMs = wholeSteps(600 + 9000 * random() ** 2);
        const looksAtMs = wholeSteps(dwellMs * random() * 0.5);
        const looks = random() < 0.65 ? random() : 0;
        const attentionMs = wholeSteps(looks * (dwellMs - looksAtMs));
        const happyMs = random() < 0.5 ? 0 : wholeSteps(attentionMs * random());
        const visit = { dwellMs, looksAtMs, attentionMs, happyMs };
        visits.push(visit);
        recordVisit(open, visits.length, visit);
        open.clock.pass(20_000);
      }
      open.store.flush();
    }
  }
  return visits;
}

/** By hand, one visit after the other. */
function truthOf(visits: readonly Visit[]) {
  const watchers = visits.filter(({ attentionMs }) => attentionMs >= 1000);
  const stopped = watchers.filter(({ dwellMs }) => dwellMs >= 3000);
  const smiled = stopped.filter(({ happyMs }) => happyMs >= 500);
  const sum = (of: (visit: Visit) => number) => visits.reduce((total, one) => total + of(one), 0);
  const attentionMs = sum((visit) => visit.attentionMs);
  const happyMs = sum((visit) => visit.happyMs);
  return {
    facesAppeared: visits.length,
    watchers: watchers.length,
    watchersStopped: stopped.length,
    watchersSmiled: smiled.length,
    conversion: watchers.length / visits.length,
    attraction: attentionMs / sum(({ dwellMs }) => dwellMs),
    attentionMs,
    attentionExpressionMs: EXPRESSIONS.map((name) =>
      name === 'happy' ? happyMs : name === 'neutral' ? attentionMs - happyMs : 0,
    ),
  };
}

const audienceOf = (sums: RollupSums) => {
  const { facesAppeared, watchers, watchersStopped, watchersSmiled } = sums;
  const { conversion, attraction, attentionMs, attentionExpressionMs } = sums;
  return {
    ...{ facesAppeared, watchers, watchersStopped, watchersSmiled },
    ...{ conversion, attraction, attentionMs, attentionExpressionMs },
  };
};

it('counts the funnel of a generated week as it was', async () => {
  const open = openTestStore({ clock: new ManualClock(MONDAY_MS) });
  const visits = generatedWeek(open);
  const truth = truthOf(visits);
  // All four steps differ, so that none can stand for another.
  const steps = [truth.facesAppeared, truth.watchers, truth.watchersStopped, truth.watchersSmiled];
  expect(new Set(steps).size).toBe(4);
  expect(truth.watchersSmiled).toBeGreaterThan(5);

  const { queries } = open.store;
  for (const unit of ['minute', 'hour', 'day'] as const) {
    const { buckets, totals } = queries.rollups(allTime, unit);
    expect(audienceOf(totals)).toEqual(truth);
    const added = buckets.reduce((sum, { watchers }) => sum + (watchers ?? 0), 0);
    expect(added).toBe(truth.watchers);
  }
  const heat = queries.heatMap(allTime, 'UTC');
  const heated = heat.reduce((sum, { attentionMs }) => sum + (attentionMs ?? 0), 0);
  expect(heated).toBe(truth.attentionMs);

  // Any range: a morning's funnel is that of those who came then.
  const morning = { fromMs: MONDAY_MS + 9 * HOUR_MS, toMs: MONDAY_MS + 13 * HOUR_MS };
  const came = queries.faces({ range: morning, limit: 500, order: 'oldest' }).rows;
  const theirs = truthOf(visits.slice(0, came.length));
  expect(audienceOf(queries.totals(morning))).toEqual(theirs);

  // The visits say the same one by one.
  for (const [i, face] of came.entries()) {
    const { attentionMs, looksAtMs } = visits[i]!;
    expect(face).toMatchObject({
      attentionMs,
      watcher: attentionMs >= 1000,
      firstLookMs: attentionMs > 0 ? looksAtMs + STEP_MS : null,
    });
  }

  // Counted again from what is stored, and by another rule.
  open.store.close();
  const { dataDir, clock } = open;
  await rebuildRollups({ dataDir, clock, observationsPerFaceSecond: 5 });
  const rebuilt = openTestStore({ dataDir, clock });
  expect(audienceOf(rebuilt.store.queries.totals(allTime))).toEqual(truth);
  rebuilt.store.close();
  const stricter = openTestStore({ dataDir, clock, settings: { watcherMs: 2000 } });
  const watchers = visits.filter(({ attentionMs }) => attentionMs >= 2000);
  expect(stricter.store.queries.totals(allTime)).toMatchObject({
    watchers: watchers.length,
    watchersStopped: watchers.filter(({ dwellMs }) => dwellMs >= 3000).length,
  });
});

it('compares valence while looking with that of all time', () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordVisit(open, 1, { dwellMs: 6000, looksAtMs: 2000, attentionMs: 2000, happyMs: 2000 });
  open.store.flush();
  const totals = open.store.queries.totals(allTime);
  expect(totals.meanAttentionValence).toBeCloseTo(0.6, 6);
  expect(totals.meanValence).toBeCloseTo((10 * 0.6 - 21 * 0.1) / 31, 6);
});

it('goes out with the export', async () => {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordVisit(open, 1, { dwellMs: 4000, looksAtMs: 1000, attentionMs: 2000, happyMs: 1000 });
  recordVisit(open, 2, { dwellMs: 2000, looksAtMs: 0, attentionMs: 0, happyMs: 0 });
  open.store.flush();
  const visits = await exported(open.dataDir, 'face');
  expect(visits.map(({ watcher, first_look_ms }) => [watcher, first_look_ms])).toEqual([
    [true, 1200],
    [false, null],
  ]);
  const [minute] = await exported(open.dataDir, 'minute');
  expect(minute).toMatchObject({
    ...{ watchers: 1, watchers_stopped: 1, watchers_smiled: 1 },
    ...{ attention_happy_ms: 1000, attention_neutral_ms: 1000, attention_sad_ms: 0 },
  });
});

it('stays null, not zero, in history from before, also when that is counted again', async () => {
  const clock = new ManualClock(MONDAY_MS);
  const dataDir = historyBeforeAttention(clock);
  const nothing = {
    ...{ watchers: null, watchersStopped: null, watchersSmiled: null, conversion: null },
    ...{ attraction: null, attentionExpressionMs: null, meanAttentionValence: null },
  };
  const first = openTestStore({ dataDir, clock });
  expect(first.store.queries.totals(allTime)).toMatchObject({ ...nothing, facesAppeared: 1 });
  expect(first.store.queries.face(1)).toMatchObject({ watcher: null, firstLookMs: null });
  first.store.close();
  await rebuildRollups({ dataDir, clock, observationsPerFaceSecond: 5 });
  const open = openTestStore({ dataDir, clock });
  expect(open.store.queries.totals(allTime)).toMatchObject({ ...nothing, facesAppeared: 1 });
  const [hour] = await exported(dataDir, 'hour');
  expect(hour).toMatchObject({ watchers: null, attention_happy_ms: null });

  // What comes later is known, and shares are of that alone.
  open.clock.pass(2 * HOUR_MS);
  open.store.beginRun(testRun);
  recordVisit(open, 1, { dwellMs: 4000, looksAtMs: 0, attentionMs: 2000, happyMs: 0 });
  open.store.flush();
  const { facesAppeared, watchers, conversion, attraction } = open.store.queries.totals(allTime);
  expect({ facesAppeared, watchers, conversion, attraction }).toEqual({
    ...{ facesAppeared: 2, watchers: 1, conversion: 1, attraction: 0.5 },
  });
});

/** One visit as schema 2 wrote it, which measured no pose. */
function historyBeforeAttention(clock: ManualClock): string {
  const dataDir = temporaryFolder();
  const current = openTestStore({ dataDir, clock });
  current.store.beginRun(testRun);
  recordVisit(current, 1, { dwellMs: 4000, looksAtMs: 0, attentionMs: 4000, happyMs: 2000 });
  current.store.close();
  const path = join(dataDir, 'ekspresi.db');
  const now = new DatabaseConstructor(path);
  const oldPath = join(dataDir, 'old.db');
  const old = new DatabaseConstructor(oldPath);
  migrate(old, oldPath, migrations.slice(0, 2));
  old.close();
  now.exec(`ATTACH '${oldPath}' AS old`);
  for (const table of [
    'cameras',
    'runs',
    'faces',
    'observations',
    'rollup_minute',
    'rollup_hour',
  ]) {
    const columns = now
      .prepare(`SELECT name FROM pragma_table_info('${table}', 'old')`)
      .pluck()
      .all()
      .join(', ');
    now.exec(`INSERT INTO old.${table} (${columns}) SELECT ${columns} FROM main.${table}`);
  }
  now.exec('DETACH old');
  now.close();
  const oldDir = temporaryFolder();
  const file = new DatabaseConstructor(oldPath);
  file.exec(`VACUUM INTO '${join(oldDir, 'ekspresi.db')}'`);
  file.close();
  return oldDir;
}

async function exported(dataDir: string, level: ExportLevel) {
  const chunks: Uint8Array[] = [];
  const request = { dataDir, ...allTime, level, format: 'ndjson' as const };
  for await (const chunk of exportHistory(request)) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
