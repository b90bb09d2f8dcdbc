import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { openWriter } from '../../src/store/database/connections.js';
import { DURATION_COLUMNS, VISIT_SUM_COLUMNS } from '../../src/store/measure-sums.js';
import { OBSERVATION_COLUMNS } from '../../src/store/observation-rows.js';
import { FACE_COLUMNS, insertSql } from '../../src/store/recording/write-batch.js';
import { SUM_COLUMNS } from '../../src/store/rollups/rollup-sums.js';

const MINUTE_MS = 60_000;
const OBSERVATIONS_PER_TRANSACTION = 200_000;

export interface HistoryShape {
  readonly days: number;
  readonly faces: number;
  readonly observations: number;
  readonly endMs: number;
}

const insertInto = (db: Database, table: string, columns: readonly string[]) =>
  db.prepare<(number | string | null)[]>(insertSql(table, columns));

/**
 * A history of `days` with every minute and hour in the rollups and `faces` stays spread
 * evenly over it. Rows are made as the writer would make them, without durability.
 */
export function generateHistory(path: string, shape: HistoryShape): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  const db = openWriter(path);
  db.pragma('synchronous = OFF');
  db.pragma('wal_autocheckpoint = 20000');
  db.exec(`INSERT INTO cameras VALUES (1, 'bench', 0, 0);
    INSERT INTO runs VALUES (1, 1, 'bench', NULL, NULL, 0, 0, 1);`);
  const startMs = Math.floor((shape.endMs - shape.days * 86_400_000) / 3_600_000) * 3_600_000;
  rollups(db, 'rollup_minute', startMs, shape.endMs, MINUTE_MS);
  rollups(db, 'rollup_hour', startMs, shape.endMs, 60 * MINUTE_MS);
  stays(db, startMs, shape);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function rollups(
  db: Database,
  table: string,
  startMs: number,
  endMs: number,
  spanMs: number,
): void {
  const insert = insertInto(db, table, ['start_ms', 'recorded_ms', 'stored_mask', ...SUM_COLUMNS]);
  const perMinute: Readonly<Record<string, number>> = {
    ...Object.fromEntries(DURATION_COLUMNS.map((column, i) => [column, (i + 1) * 2000])),
    ...{ faces_seen: 4, faces_appeared: 3, faces_left: 3, dwell_left_ms: 90_000, blinks: 2 },
    ...{ observations: 600, stored: 300, confidence_sum: 420, frames: 600, light_sum: 60_000 },
    ...{ valence_sum: 150, valence_count: 600, unclear_ms: 3000, visitors: 2 },
  };
  const share = spanMs / MINUTE_MS;
  db.transaction(() => {
    for (let atMs = startMs; atMs < endMs; atMs += spanMs) {
      // Disgust (bit 1) is rare: one minute in a thousand.
      const mask = (atMs / MINUTE_MS) % 1000 === 0 ? 0b1111111 : 0b1111101;
      const sums = SUM_COLUMNS.map((column) => (perMinute[column] ?? 0) * share);
      insert.run(atMs, atMs, mask, ...sums);
    }
  })();
}

function stays(db: Database, startMs: number, shape: HistoryShape): void {
  const insertFace = insertInto(db, 'faces', FACE_COLUMNS);
  const perFace = Math.floor(shape.observations / shape.faces);
  const insertObservations = observationsOfAFace(db, perFace);
  const betweenMs = (shape.endMs - startMs) / shape.faces;
  const stayOf = db.transaction((firstFace: number, lastFace: number) => {
    for (let face = firstFace; face <= lastFace; face++) {
      const firstMs = Math.floor(startMs + (face - 1) * betweenMs);
      const expression = face % 1000 === 0 ? 1 : [0, 3, 3, 3, 4, 5, 6, 6][face % 8];
      const dwellMs = perFace * 200 + ((face * 7919) % 30_000);
      const firstId = (face - 1) * perFace + 1;
      insertFace.run(
        ...[face, 1, face, firstMs, firstMs + dwellMs, dwellMs, 0, face % 9, expression ?? 0],
        ...DURATION_COLUMNS.map(() => Math.floor(dwellMs / 7)),
        ...[perFace, firstId, firstId + perFace - 1],
        ...VISIT_SUM_COLUMNS.map(() => null),
      );
      insertObservations.run({ firstId, face, firstMs, expression: expression ?? 0 });
    }
  });
  const facesPerTransaction = Math.max(1, Math.floor(OBSERVATIONS_PER_TRANSACTION / perFace));
  for (let face = 1; face <= shape.faces; face += facesPerTransaction) {
    stayOf(face, Math.min(shape.faces, face + facesPerTransaction - 1));
  }
}

/** All observations of a face in one statement, which is ten times faster than one for each. */
function observationsOfAFace(db: Database, perFace: number) {
  db.exec('CREATE TEMP TABLE moments (n INTEGER PRIMARY KEY)');
  const insertMoment = db.prepare('INSERT INTO moments VALUES (?)');
  db.transaction(() => {
    for (let n = 0; n < perFace; n++) insertMoment.run(n);
  })();
  const values = [
    ...['@firstId + n', '@face', '@firstMs + n * 200', 'n * 200', '@expression'],
    ...[200, 100, 300, 7000, 400, 900, 1100],
    ...[400, 50, 350, 6500, 700, 800, 1200],
    ...[3100, 0, 1, '200 + n % 90', 120, 96, 97, '900 + n * 31 % 400', 8000],
    ...[1, 6100],
  ];
  return db.prepare(
    `INSERT INTO observations (${OBSERVATION_COLUMNS.join(', ')}) SELECT ${values.join(', ')} FROM moments`,
  );
}
