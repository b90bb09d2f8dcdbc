import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../core/clock.js';
import { sqliteCode } from '../../sqlite/sqlite-code.js';
import { openWriter } from '../database/connections.js';
import { databasePath, prepareDataFolder } from '../database/data-folder.js';
import { lockFolder } from '../database/folder-lock.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import { Statements } from '../database/statements.js';
import { SCALE } from '../expression-columns.js';
import { readTimeKeeper } from '../recording/time-keeper.js';
import { RollupAccumulator } from './rollup-accumulator.js';
import {
  deltaValues,
  HOUR_MS,
  type RollupDelta,
  rebuildRollupSql,
  resetFaceSumsSql,
} from './rollup-sums.js';
import { StoredMoments, type StoredSighting } from './stored-moments.js';

const PAGE_ROWS = 5000;

/**
 * Counts the rollups anew from the stored observations and faces, as far back as these
 * reach; older rollups stay. Observations that were analysed but not stored are not
 * counted then, so means and counts may differ a little from those made live; the time
 * per expression, faces and blinks do not. The daemon must be stopped.
 *
 * @returns the number of observations read and the beginning of what was counted anew,
 *   null when there was nothing to count.
 * @throws EkspresiError STORE_LOCKED, STORE_UNWRITABLE, STORE_FULL, STORE_CORRUPT
 */
export async function rebuildRollups(options: {
  readonly dataDir: string;
  readonly clock: Clock;
  /** Aborting it ends the counting and leaves the sums as they were. */
  readonly signal?: AbortSignal;
  /** Told now and then how many observations of about how many are counted. */
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<{ readonly observations: number; readonly fromMs: number | null }> {
  prepareDataFolder(options.dataDir);
  const path = databasePath(options.dataDir);
  const lock = lockFolder(options.dataDir);
  let statements: Statements | null = null;
  try {
    statements = new Statements(openWriter(path));
    const fromMs = firstCountableMs(statements);
    if (fromMs === null) return { observations: 0, fromMs };
    const sums = new RollupAccumulator(Number.POSITIVE_INFINITY);
    const observations = await addObservations(statements, sums, fromMs, options);
    addDepartures(statements, sums, fromMs);
    writeSums(statements, sums, fromMs, readTimeKeeper(statements, options.clock).ageMs());
    return { observations, fromMs };
  } catch (error) {
    throw sqliteCode(error) === null ? error : describeSqliteFailure(error, path);
  } finally {
    statements?.db.close();
    lock.release();
  }
}

/** The first hour of which retention has taken nothing. */
function firstCountableMs(statements: Statements): number | null {
  const first = statements.get<{ id: number; at_ms: number }>(
    'SELECT id, at_ms FROM observations ORDER BY id LIMIT 1',
  );
  const earliest = statements.get<{ at: number | null }>(
    'SELECT min(at_ms) AS at FROM observations',
  );
  if (first === undefined || earliest === undefined || earliest.at === null) return null;
  const nothingDeleted = first.id === 1;
  return nothingDeleted
    ? Math.floor(earliest.at / HOUR_MS) * HOUR_MS
    : Math.ceil(first.at_ms / HOUR_MS) * HOUR_MS;
}

async function addObservations(
  statements: Statements,
  sums: RollupAccumulator,
  fromMs: number,
  options: Pick<Parameters<typeof rebuildRollups>[0], 'signal' | 'onProgress'>,
): Promise<number> {
  const moments = new StoredMoments();
  // Row numbers have no gaps but those of retention, at the beginning.
  const ids = statements.get<{ total: number }>(
    'SELECT coalesce(max(id) - min(id) + 1, 0) AS total FROM observations',
  );
  let lastId = 0;
  let count = 0;
  let frameAtMs = Number.NaN;
  for (;;) {
    const page = statements.all<StoredSighting>(
      `SELECT o.id, o.face_id, o.at_ms, o.age_ms, o.expression, o.blink, o.light,
         CASE o.expression WHEN 0 THEN smoothed_angry WHEN 1 THEN smoothed_disgust
           WHEN 2 THEN smoothed_fear WHEN 3 THEN smoothed_happy WHEN 4 THEN smoothed_sad
           WHEN 5 THEN smoothed_surprise ELSE smoothed_neutral END AS confidence,
         f.first_observation_id, f.last_observation_id
       FROM observations o LEFT JOIN faces f ON f.id = o.face_id
       WHERE o.id > ? ORDER BY o.id LIMIT ?`,
      lastId,
      PAGE_ROWS,
    );
    for (const row of page) {
      const moment = moments.next(row, SCALE);
      if (row.at_ms < fromMs) continue;
      if (row.at_ms !== frameAtMs) sums.addFrame(row.at_ms, row.light / 10);
      frameAtMs = row.at_ms;
      sums.addMoment(moment);
    }
    count += page.length;
    lastId = page.at(-1)?.id ?? lastId;
    options.onProgress?.(count, ids?.total ?? count);
    if (page.length < PAGE_ROWS) return count;
    await nextTurn();
    options.signal?.throwIfAborted();
  }
}

function addDepartures(statements: Statements, sums: RollupAccumulator, fromMs: number): void {
  const left = statements.db
    .prepare<[number], { last_seen_ms: number; dwell_ms: number }>(
      'SELECT last_seen_ms, dwell_ms FROM faces WHERE present = 0 AND last_seen_ms >= ?',
    )
    .iterate(fromMs);
  for (const face of left) sums.addDeparture(face.last_seen_ms, face.dwell_ms);
}

/** All at once, so that an interruption leaves the old sums. */
function writeSums(
  statements: Statements,
  sums: RollupAccumulator,
  fromMs: number,
  ageClockMs: number,
): void {
  const write = (
    table: 'rollup_minute' | 'rollup_hour',
    deltas: ReadonlyMap<number, RollupDelta>,
  ) => {
    statements.run(resetFaceSumsSql(table), fromMs);
    const sql = rebuildRollupSql(table);
    for (const [startMs, delta] of deltas) {
      const values = deltaValues(delta);
      statements.run(sql, startMs, Math.round(ageClockMs), delta.storedMask, ...values);
    }
  };
  statements.db
    .transaction(() => {
      write('rollup_minute', sums.minutes);
      write('rollup_hour', sums.hours);
    })
    .immediate();
}
