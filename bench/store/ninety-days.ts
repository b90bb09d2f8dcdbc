/**
 * Ninety days of history: how long every query, a commit, a step of retention and an
 * export take. Rollups and faces have their full size; the number of observations is an
 * argument, because 78 million of them need 10 GB.
 *
 *   node bench/run.js store/ninety-days [--rows N] [--dir FOLDER]
 *
 * The generated database stays in the folder and is used again. Prints JSON.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/core/clock.js';
import { openReader, openWriter } from '../../src/store/database/connections.js';
import { PreparedStatements } from '../../src/store/database/prepared-statements.js';
import { exportHistory } from '../../src/store/export/export-history.js';
import { createQueries } from '../../src/store/queries/create-queries.js';
import { readAgeClock } from '../../src/store/recording/history-clock.js';
import { readIdSequences } from '../../src/store/recording/id-sequences.js';
import { PendingBatch } from '../../src/store/recording/pending-batch.js';
import { Recorder } from '../../src/store/recording/recorder.js';
import { flushBatch } from '../../src/store/recording/write-batch.js';
import { deleteObservations } from '../../src/store/retention/delete-steps.js';
import { StepSize } from '../../src/store/retention/retention-context.js';
import { defaultStoreSettings } from '../../src/store/store-settings.js';
import { makeAnalysis, makeFace } from '../../tests/store/fixtures/make-analysis.js';
import { generateHistory } from './generate-history.js';

const DAY = 86_400_000;
const FACES = 450_000;
const EXPORTED = 10_000_000;

const END_MS = Date.UTC(2026, 5, 1);

/** Runs everything and prints the report. `argv` as above. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rows: { type: 'string', default: '9000000' },
      dir: { type: 'string', default: join(tmpdir(), 'ekspresi-bench-store') },
    },
  });
  const rows = Number(values.rows);
  const dataDir = join(values.dir, `rows-${rows}`);
  const path = join(dataDir, 'ekspresi.db');
  const generatedS = existsSync(path) ? null : generate(dataDir, path, rows);
  const report = {
    rows,
    faces: FACES,
    days: 90,
    fileMegabytes: round(statSync(path).size / 1e6),
    generatedS,
    queries: timeQueries(path),
    ...timeWrites(path),
    exports: {
      csv: await timeExport(dataDir, 'csv', rows),
      parquet: await timeExport(dataDir, 'parquet', rows),
    },
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

function generate(dataDir: string, path: string, rows: number): number {
  mkdirSync(dataDir, { recursive: true });
  const startedMs = performance.now();
  generateHistory(path, { days: 90, faces: FACES, observations: rows, endMs: END_MS });
  return round((performance.now() - startedMs) / 1000);
}

/** First call (cold statement) and median of the next nine, milliseconds. */
function time(action: () => unknown): { readonly firstMs: number; readonly medianMs: number } {
  const tookMs = Array.from({ length: 10 }, () => {
    const startedMs = performance.now();
    action();
    return performance.now() - startedMs;
  });
  const [firstMs = 0, ...rest] = tookMs;
  const medianMs = rest.sort((a, b) => a - b)[4] ?? 0;
  return { firstMs: round(firstMs), medianMs: round(medianMs) };
}

const round = (value: number) => Math.round(value * 100) / 100;

/** Every query of StoreQueries on the widest ranges a page can ask. */
function timeQueries(path: string) {
  const reader = new PreparedStatements(openReader(path));
  const queries = createQueries(
    { reader: () => reader, noticeDamage: () => {} },
    { path, rule: defaultStoreSettings },
  );
  const all = { fromMs: END_MS - 90 * DAY, toMs: END_MS };
  const month = { fromMs: END_MS - 30 * DAY, toMs: END_MS };
  const day = { fromMs: END_MS - 40 * DAY, toMs: END_MS - 39 * DAY };
  const zone = 'Asia/Jakarta';
  const times = {
    'observations, newest of 90 days': time(() => queries.observations({ range: all })),
    'observations, a day': time(() => queries.observations({ range: day })),
    'observations, rare expression': time(() =>
      queries.observations({ range: all, expression: 'disgust', limit: 100 }),
    ),
    'observations of a face': time(() => queries.observations({ range: all, faceId: 200_000 })),
    'faces, newest of 90 days': time(() => queries.faces({ range: all })),
    'faces, longest of a day': time(() => queries.faces({ range: day, order: 'longest' })),
    'faces, longest of 30 days': time(() => queries.faces({ range: month, order: 'longest' })),
    'faces, longest of 90 days': time(() => queries.faces({ range: all, order: 'longest' })),
    'faces, rare expression of 90 days': time(() =>
      queries.faces({ range: all, dominant: 'disgust', order: 'most-blinks' }),
    ),
    'faces, most blinks of 90 days': time(() =>
      queries.faces({ range: all, order: 'most-blinks' }),
    ),
    'faces, most blinks of 90 days, a common expression': time(() =>
      queries.faces({ range: all, dominant: 'happy', order: 'most-blinks' }),
    ),
    'faces, rare expression of 90 days, longest': time(() =>
      queries.faces({ range: all, dominant: 'disgust', order: 'longest' }),
    ),
    'faces, rare expression of 90 days, newest': time(() =>
      queries.faces({ range: all, dominant: 'disgust' }),
    ),
    'face timeline': time(() => queries.faceTimeline(200_000)),
    'rollups, a day by minute': time(() => queries.rollups(day, 'minute', zone)),
    'rollups, 90 days by hour': time(() => queries.rollups(all, 'hour', zone)),
    'rollups, 90 days by day': time(() => queries.rollups(all, 'day', zone)),
    'sums of 30 days': time(() => queries.totals(month)),
    'time watched in 30 days': time(() => queries.watchedMs(month)),
    'heat map of 90 days': time(() => queries.heatMap(all, zone)),
    events: time(() => queries.events({})),
    'database info': time(() => queries.databaseInfo()),
  };
  reader.db.close();

  return times;
}

/** A commit of one second with two faces, and the steps that delete 20,000 observations. */
function timeWrites(path: string) {
  const writer = new PreparedStatements(openWriter(path));
  const numbers = readIdSequences(writer);
  const batch = new PendingBatch(20_000);
  const keeper = readAgeClock(writer, systemClock);
  const recorder = new Recorder({
    batch,
    numbers,
    perFaceSecond: 5,
    rule: defaultStoreSettings,
    onVisitEnded: () => {},
  });
  const run = { version: 'bench', source: 'bench', model: null, engine: null, isRecording: false };
  recorder.beginRun(run, Date.now());
  const firstNewId = numbers.observation;
  let ageMs = 0;
  const commit = time(() => {
    for (let i = 0; i < 5; i++) {
      ageMs += 200;
      const faces = [1, 2].map((trackId) => makeFace({ trackId, ageMs }));
      recorder.record(makeAnalysis({ atMs: END_MS + ageMs, monotonicMs: ageMs, faces }));
    }
    const deps = { batch, numbers, time: keeper, clock: systemClock };
    flushBatch(writer, deps, { id: recorder.runId, endsCleanly: false });
  });
  writer.run('DELETE FROM observations WHERE id >= ?', firstNewId);

  const context = { statements: writer, numbers, clock: systemClock, step: new StepSize() };
  const oldest = writer.get<{ id: number }>('SELECT id FROM observations ORDER BY id LIMIT 1');
  const steps = deleteObservations(context, (oldest?.id ?? 0) + 20_000, 'age');
  const stepMs: number[] = [];
  for (;;) {
    const startedMs = performance.now();
    if (steps.next().done) break;
    stepMs.push(performance.now() - startedMs);
  }
  stepMs.sort((a, b) => a - b);
  writer.db.close();

  return {
    commitOfOneSecond: commit,
    retentionStep: {
      steps: stepMs.length,
      medianMs: round(stepMs[Math.floor(stepMs.length / 2)] ?? 0),
      p95Ms: round(stepMs[Math.floor(stepMs.length * 0.95)] ?? 0),
      maxMs: round(stepMs.at(-1) ?? 0),
    },
  };
}

/** Exports the newest observations, about ten million of them. */
async function timeExport(dataDir: string, format: 'csv' | 'parquet', allRows: number) {
  const startedMs = performance.now();
  let bytes = 0;
  let rows = 0;
  let peakRssBytes = 0;
  const fromMs = Math.floor(END_MS - 90 * DAY * Math.min(1, EXPORTED / allRows));
  const request = { dataDir, fromMs, toMs: END_MS * 2, level: 'observation', format } as const;
  const onProgress = (done: number) => {
    rows = done;
    peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
  };
  for await (const chunk of exportHistory({ ...request, onProgress })) bytes += chunk.length;
  return {
    rows,
    seconds: round((performance.now() - startedMs) / 1000),
    megabytes: round(bytes / 1e6),
    peakRssMegabytes: round(peakRssBytes / 1e6),
  };
}
