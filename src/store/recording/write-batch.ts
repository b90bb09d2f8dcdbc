import type { Clock } from '../../core/clock.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { DURATION_COLUMNS, VISIT_SUM_COLUMNS } from '../measure-sums.js';
import { OBSERVATION_COLUMNS } from '../observation-rows.js';
import { deltaValues, type RollupDelta, upsertRollupSql } from '../rollups/rollup-sums.js';
import { dominantExpression, type FaceState } from './face-state.js';
import type { AgeClock } from './history-clock.js';
import type { IdSequences } from './id-sequences.js';
import type { EventRecord, PendingBatch, RunRecord } from './pending-batch.js';

/** Columns of `faces` in the order of a row's values. */
export const FACE_COLUMNS = [
  'id',
  'run_id',
  'track_id',
  'first_seen_ms',
  'last_seen_ms',
  'dwell_ms',
  'present',
  'blink_count',
  'dominant',
  ...DURATION_COLUMNS,
  'observations',
  'first_observation_id',
  'last_observation_id',
  ...VISIT_SUM_COLUMNS,
  'looked',
  'first_look_ms',
];

export function insertSql(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

const upsertFaceSql = `${insertSql('faces', FACE_COLUMNS)}
  ON CONFLICT (id) DO UPDATE SET ${FACE_COLUMNS.slice(4)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

const insertObservationSql = insertSql('observations', OBSERVATION_COLUMNS);

/** Writes everything that waits. To be called inside a transaction. */
function writeBatch(
  statements: PreparedStatements,
  batch: PendingBatch,
  numbers: IdSequences,
  ageClockMs: number,
): void {
  for (const run of batch.runs) writeRun(statements, run);
  for (const face of batch.faces) writeFace(statements, face);
  for (const values of batch.observations) statements.run(insertObservationSql, ...values);
  for (const event of batch.events) writeEvent(statements, numbers, event);
  writeRollups(statements, 'rollup_minute', batch.rollups.minutes, ageClockMs);
  writeRollups(statements, 'rollup_hour', batch.rollups.hours, ageClockMs);
}

/** Inserts one event and returns its row number. To be called inside a transaction. */
export function writeEvent(
  statements: PreparedStatements,
  numbers: IdSequences,
  event: EventRecord,
): number {
  const id = numbers.event++;
  statements.run(
    'INSERT INTO events (id, at_ms, level, kind, message, details) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    Math.round(event.atMs),
    event.level,
    event.kind,
    event.message,
    event.details === null ? null : JSON.stringify(event.details),
  );
  return id;
}

function writeRun(statements: PreparedStatements, run: RunRecord): void {
  statements.run(
    `INSERT INTO cameras (name, first_used_ms, last_used_ms) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET last_used_ms = excluded.last_used_ms`,
    run.source,
    run.startedAtMs,
    run.startedAtMs,
  );
  statements.run(
    `INSERT INTO runs (id, camera_id, version, model, engine, started_at_ms, last_commit_ms)
     VALUES (?, (SELECT id FROM cameras WHERE name = ?), ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
    run.id,
    run.source,
    run.version,
    run.model,
    run.engine,
    run.startedAtMs,
    run.startedAtMs,
  );
}

function writeFace(statements: PreparedStatements, face: FaceState): void {
  statements.run(
    upsertFaceSql,
    face.id,
    face.runId,
    face.trackId,
    face.firstSeenMs,
    face.lastSeenMs,
    face.dwellMs,
    face.present ? 1 : 0,
    face.blinkCount,
    dominantExpression(face),
    ...face.expressionMs,
    face.observations,
    face.firstObservationId,
    face.lastObservationId,
    ...face.measures.visitValues(),
    face.firstLookMs === null ? 0 : 1,
    face.firstLookMs,
  );
}

function writeRollups(
  statements: PreparedStatements,
  table: 'rollup_minute' | 'rollup_hour',
  deltas: ReadonlyMap<number, RollupDelta>,
  ageClockMs: number,
): void {
  const sql = upsertRollupSql(table);
  for (const [startMs, delta] of deltas) {
    statements.run(sql, startMs, Math.round(ageClockMs), delta.storedMask, ...deltaValues(delta));
  }
}

interface FlushDeps {
  readonly batch: PendingBatch;
  readonly numbers: IdSequences;
  readonly time: AgeClock;
  readonly clock: Clock;
}

/**
 * Writes what waits in one transaction; either all of it is on the disk afterwards, or
 * nothing and the batch is untouched.
 *
 * @returns how many observations were written, or null when there was nothing to do.
 * @throws SqliteError
 */
export function flushBatch(
  statements: PreparedStatements,
  deps: FlushDeps,
  run: { readonly id: number | null; readonly endsCleanly: boolean },
): number | null {
  const { batch, numbers, time, clock } = deps;
  if (batch.isEmpty && !time.isSaveDue() && !run.endsCleanly) return null;
  statements.db
    .transaction(() => {
      writeBatch(statements, batch, numbers, time.ageMs());
      time.save(statements, numbers);
      if (run.id !== null) {
        statements.run(
          'UPDATE runs SET last_commit_ms = ?, ended_cleanly = ? WHERE id = ?',
          Math.round(clock.nowMs()),
          run.endsCleanly ? 1 : 0,
          run.id,
        );
      }
    })
    .immediate();
  time.saved();
  const written = batch.observations.length;
  batch.clear();
  return written;
}
