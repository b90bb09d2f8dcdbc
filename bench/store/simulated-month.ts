/**
 * A month of a museum's visitors as the kiosk would have stored them, to look at the pages by
 * hand: busy Saturdays, closed Mondays, happier afternoons, and a camera lost at 14:05 yesterday.
 *
 *   node bench/run.js store/simulated-month --data FOLDER [--days N]
 *   node dist/cli/main.js run --source synthetic --data FOLDER
 */
import { parseArgs } from 'node:util';
import type { Database } from 'better-sqlite3';
import { systemClock } from '../../src/core/clock.js';
import { EventBus } from '../../src/core/event-bus.js';
import { EXPRESSIONS, valence } from '../../src/core/expression.js';
import { silentLog } from '../../src/core/log.js';
import type { MeasureValues } from '../../src/core/measure-values.js';
import { openWriter } from '../../src/store/database/connections.js';
import { databasePath } from '../../src/store/database/data-folder.js';
import { packMeasures } from '../../src/store/measure-columns.js';
import { addExpressionTime, MeasureTotals, zeroDurations } from '../../src/store/measure-sums.js';
import { OBSERVATION_COLUMNS } from '../../src/store/observation-rows.js';
import { openStore } from '../../src/store/open-store.js';
import { FACE_COLUMNS } from '../../src/store/recording/write-batch.js';
import { rebuildRollups } from '../../src/store/rollups/rebuild-rollups.js';
import { SUM_COLUMNS } from '../../src/store/rollups/rollup-sums.js';
import { defaultStoreSettings } from '../../src/store/store-settings.js';
import { createRandom } from '../../src/synthetic/random.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const STEP_MS = 500;
const OPENS_HOUR = 2;
const CLOSES_HOUR = 11;
const FRAMES_PER_MINUTE = 900;
const NEUTRAL = EXPRESSIONS.indexOf('neutral');
/** Visitors per hour, Sunday first; Mondays are closed. */
const PER_HOUR = [70, 0, 28, 30, 34, 48, 95] as const;

/** Makes the history. `argv` as above. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' }, days: { type: 'string', default: '30' } },
  });
  if (values.data === undefined) throw new Error('--data FOLDER is missing');
  const dataDir = values.data;
  const store = openStore({
    dataDir,
    settings: defaultStoreSettings,
    clock: systemClock,
    log: silentLog,
    bus: new EventBus({ clock: systemClock, log: silentLog }),
    checkCopy: async () => {},
  });
  store.beginRun({
    ...{ version: 'simulated', source: 'simulated', model: 'edge', engine: 'onnx' },
    isRecording: false,
  });
  store.close();
  await store.closed();
  const endMs = Date.now();
  const db = openWriter(databasePath(dataDir));
  const made = visits(db, endMs - Number(values.days) * DAY_MS, endMs);
  events(db, endMs);
  db.close();
  await rebuildRollups({ dataDir, clock: systemClock, observationsPerFaceSecond: 5 });
  const again = openWriter(databasePath(dataDir));
  watchedTime(again, endMs - Number(values.days) * DAY_MS, endMs);
  again.close();
  process.stdout.write(`${JSON.stringify(made)}\n`);
}

const insertInto = (db: Database, table: string, columns: readonly string[]) =>
  db.prepare<(number | string | null)[]>(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );

const isOpen = (atMs: number): boolean => {
  const at = new Date(atMs);
  return (
    (PER_HOUR[at.getUTCDay()] ?? 0) > 0 &&
    at.getUTCHours() >= OPENS_HOUR &&
    at.getUTCHours() < CLOSES_HOUR
  );
};

function visits(db: Database, fromMs: number, endMs: number) {
  const random = createRandom(20261124);
  const insertFace = insertInto(db, 'faces', FACE_COLUMNS);
  const insertObservation = insertInto(db, 'observations', OBSERVATION_COLUMNS);
  let face = 0;
  let id = 0;
  const visit = (firstMs: number, steps: number, happy: number) => {
    face += 1;
    const durations = zeroDurations();
    const totals = new MeasureTotals();
    const firstId = id + 1;
    let expression = NEUTRAL;
    let isLooking = random() < 0.4;
    let firstLookMs: number | null = null;
    let blinks = 0;
    for (let n = 0; n < steps; n++) {
      if (random() < 0.12) expression = mood(random(), happy);
      if (random() < 0.2) isLooking = random() < 0.45;
      const measures = moment(random, { expression, isLooking, seat: face % 200 });
      if (isLooking) firstLookMs ??= n * STEP_MS;
      if (measures.blink) blinks += 1;
      id += 1;
      totals.add(measures, STEP_MS);
      addExpressionTime(durations, { expression, gapMs: STEP_MS, measures });
      insertObservation.run(
        ...[id, face, firstMs + n * STEP_MS, n * STEP_MS, ...packMeasures(measures), null],
      );
    }
    const dwellMs = steps * STEP_MS;
    const dominant = durations.indexOf(Math.max(...durations));
    insertFace.run(
      ...[face, 1, face, firstMs, firstMs + dwellMs, dwellMs, 0, blinks, dominant],
      ...[...durations, steps, firstId, id, ...totals.visitValues()],
      ...[firstLookMs === null ? 0 : 1, firstLookMs],
    );
  };
  const hour = db.transaction((startMs: number) => {
    const at = new Date(startMs);
    const afternoon = Math.max(0, 1 - Math.abs(at.getUTCHours() - 7) / 5);
    const visitors = Math.round(
      (PER_HOUR[at.getUTCDay()] ?? 0) * (0.4 + 0.8 * afternoon) * (0.8 + 0.4 * random()),
    );
    const arrivals = Array.from({ length: visitors }, () => startMs + random() * HOUR_MS).sort(
      (a, b) => a - b,
    );
    for (const arrival of arrivals) {
      const firstMs = Math.floor(arrival / STEP_MS) * STEP_MS;
      const steps = Math.round(6 + -Math.log(1 - random()) * 30);
      if (firstMs + steps * STEP_MS < endMs) visit(firstMs, steps, 0.15 + 0.35 * afternoon);
    }
  });
  for (let atMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS; atMs < endMs; atMs += HOUR_MS) {
    if (isOpen(atMs)) hour(atMs);
  }
  return { faces: face, observations: id };
}

/** What a face shows in one moment: mostly one expression, now and then an unclear one. */
function moment(
  random: () => number,
  { expression, isLooking, seat }: { expression: number; isLooking: boolean; seat: number },
): MeasureValues {
  const confidence = 0.52 + 0.36 * random();
  const rest = (1 - confidence) / 6;
  const smoothed = EXPRESSIONS.map((_, i) => (i === expression ? confidence : rest));
  const raw = smoothed.map((value) => Math.max(0, value + (random() - 0.5) * 0.18));
  const all = raw.reduce((sum, value) => sum + value, 0);
  const isBlinking = random() < 0.12;
  const away = isLooking ? 8 : 35;
  return {
    expression: EXPRESSIONS[expression] ?? 'neutral',
    confidence,
    smoothed,
    raw: raw.map((value) => value / all),
    ear: isBlinking ? 0.14 : 0.29 + random() * 0.04,
    blink: isBlinking,
    fresh: true,
    box: { x: 200 + seat, y: 120, width: 96, height: 97 },
    light: 110,
    quality: 0.8,
    clear: confidence > 0.56,
    valence: valence(smoothed),
    yaw: away + (random() - 0.5) * 12,
    pitch: (random() - 0.5) * 12,
    roll: (random() - 0.5) * 8,
    looking: isLooking,
  };
}

/** An expression's number: mostly neutral, `happy` of the time happy, the rest by turns. */
function mood(chance: number, happy: number): number {
  if (chance < happy) return 3;
  if (chance < happy + 0.4) return 6;
  const left = (chance - happy - 0.4) / (0.6 - happy);
  if (left < 0.4) return 5;
  if (left < 0.7) return 4;
  if (left < 0.85) return 0;
  return left < 0.95 ? 2 : 1;
}

/** The kiosk watched while the house was open, also when nobody came. */
function watchedTime(db: Database, fromMs: number, endMs: number): void {
  const names = ['start_ms', 'recorded_ms', 'stored_mask', ...SUM_COLUMNS];
  for (const [table, spanMs] of [
    ['rollup_minute', 60_000],
    ['rollup_hour', HOUR_MS],
  ] as const) {
    const insert = db.prepare<number[]>(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
       ON CONFLICT (start_ms) DO UPDATE SET frames = excluded.frames, light_sum = excluded.light_sum`,
    );
    const frames = (FRAMES_PER_MINUTE * spanMs) / 60_000;
    db.transaction(() => {
      for (let atMs = Math.floor(fromMs / spanMs) * spanMs; atMs < endMs; atMs += spanMs) {
        if (!isOpen(atMs)) continue;
        const sums = SUM_COLUMNS.map((name) => {
          if (name === 'frames') return frames;
          return name === 'light_sum' ? frames * 110 : 0;
        });
        insert.run(atMs, atMs, 0, ...sums);
      }
    })();
  }
}

function events(db: Database, endMs: number): void {
  const insert = insertInto(db, 'events', ['at_ms', 'level', 'kind', 'message']);
  const today = Math.floor(endMs / DAY_MS) * DAY_MS;
  for (const daysAgo of [1, 6, 13]) {
    const atMs = today - daysAgo * DAY_MS + 7 * HOUR_MS + 5 * 60_000;
    insert.run(atMs, 'warning', 'source-lost', 'The camera went away: unplugged (simulated)');
    insert.run(atMs + 190_000, 'info', 'source-running', 'The camera is back (simulated)');
  }
}
