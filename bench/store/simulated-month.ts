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
import { silentLog } from '../../src/core/log.js';
import { openWriter } from '../../src/store/database/connections.js';
import { databasePath } from '../../src/store/database/data-folder.js';
import { DURATION_COLUMNS } from '../../src/store/measure-sums.js';
import { OBSERVATION_COLUMNS } from '../../src/store/observation-rows.js';
import { openStore } from '../../src/store/open-store.js';
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
  const insertFace = insertInto(db, 'faces', [
    ...['id', 'run_id', 'track_id', 'first_seen_ms', 'last_seen_ms', 'dwell_ms', 'present'],
    ...['blink_count', 'dominant', ...DURATION_COLUMNS, 'observations'],
    ...['first_observation_id', 'last_observation_id'],
  ]);
  const insertObservation = insertInto(db, 'observations', OBSERVATION_COLUMNS);
  let face = 0;
  let id = 0;
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
      if (firstMs + steps * STEP_MS >= endMs) continue;
      face += 1;
      const durations = DURATION_COLUMNS.map(() => 0);
      const firstId = id + 1;
      let expression = 6;
      let blinks = 0;
      for (let n = 0; n < steps; n++) {
        if (random() < 0.12) expression = mood(random(), 0.15 + 0.35 * afternoon);
        const blink = random() < 0.12 ? 1 : 0;
        blinks += blink;
        id += 1;
        durations[expression] = (durations[expression] ?? 0) + STEP_MS;
        const share = 5200 + Math.round(random() * 3600);
        const rest = Math.floor((10_000 - share) / 6);
        const smoothed = DURATION_COLUMNS.map((_, i) => (i === expression ? share : rest));
        const raw = smoothed.map((value) =>
          Math.max(0, Math.min(10_000, Math.round(value + (random() - 0.5) * 1800))),
        );
        insertObservation.run(
          ...[id, face, firstMs + n * STEP_MS, n * STEP_MS, expression, ...smoothed, ...raw],
          ...[blink ? 1400 : 2900 + Math.round(random() * 400), blink, 1],
          ...[200 + (face % 200), 120, 96, 97, 1000 + Math.round(200 * afternoon), 8000],
          ...[1, expression === 3 ? share - rest : rest - share],
        );
      }
      const dwellMs = steps * STEP_MS;
      const dominant = durations.indexOf(Math.max(...durations));
      insertFace.run(
        ...[face, 1, face, firstMs, firstMs + dwellMs, dwellMs, 0, blinks, dominant],
        ...[...durations, steps, firstId, id],
      );
    }
  });
  for (let atMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS; atMs < endMs; atMs += HOUR_MS) {
    if (isOpen(atMs)) hour(atMs);
  }
  return { faces: face, observations: id };
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
    insert.run(atMs, 'warning', 'camera-lost', 'The camera went away: unplugged (simulated)');
    insert.run(atMs + 190_000, 'info', 'camera-found', 'The camera is back (simulated)');
  }
}
