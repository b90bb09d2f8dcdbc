import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../core/clock.js';
import { measures } from '../../core/measures.js';
import { sqliteCode } from '../../sqlite/sqlite-code.js';
import type { StoredRow } from '../../sqlite/unreadable-row.js';
import { type AudienceRule, funnelStep } from '../audience.js';
import { openWriter } from '../database/connections.js';
import { databasePath, prepareDataFolder } from '../database/data-folder.js';
import { lockFolder } from '../database/folder-lock.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import { columnsOf, LATEST_MS, readExpression, readerOf } from '../measure-columns.js';
import { SUMMED_NAMES, type SummedValues } from '../measure-sums.js';
import { readableRows, storedMoment } from '../queries/readable-rows.js';
import { readAgeClock } from '../recording/history-clock.js';
import { storedAudienceRule } from '../recording/visitors.js';
import { IncompleteHours } from './incomplete-hours.js';
import { RollupAccumulator } from './rollup-accumulator.js';
import {
  addMissingRollupSql,
  deltaValues,
  HOUR_MS,
  type RollupDelta,
  rebuildRollupSql,
  resetFaceSumsSql,
} from './rollup-sums.js';
import { StoredMoments, type StoredSighting } from './stored-moments.js';

const PAGE_ROWS = 5000;
/** No visit lasts longer: ten years. */
const MOST_DWELL_MS = 10 * 365 * 86_400_000;
/** Where the newest rows are missing, nobody knows of how long. */
const END_OF_TIME_MS = Number.MAX_SAFE_INTEGER - HOUR_MS;

/**
 * Counts the rollups again from the stored observations and faces, as far back as these
 * reach; older rollups stay, and so do those of hours of which rows are missing, dropped
 * on a full disk or lost with damage. Observations that were analysed but not stored are not
 * counted then, so means and counts may differ a little from those made live; faces and blinks
 * do not, nor does the time in view where at least one observation a second was stored. The
 * daemon must be stopped.
 *
 * @returns the number of observations read, the beginning of what was counted again, null when
 *   there was nothing to count, and whether hours were left as they were.
 * @throws EkspresiError STORE_LOCKED, STORE_UNWRITABLE, STORE_FULL, STORE_CORRUPT
 */
export async function rebuildRollups(options: {
  readonly dataDir: string;
  readonly clock: Clock;
  /** How many were stored of a face and second at most. */
  readonly observationsPerFaceSecond: number;
  /** Aborting it ends the counting and leaves the sums as they were. */
  readonly signal?: AbortSignal;
  /** Told now and then how many observations of about how many are counted. */
  readonly onProgress?: (done: number, total: number) => void;
}): Promise<{
  readonly observations: number;
  /** Observations that damage has made impossible: their hours were left as they were. */
  readonly unreadable: number;
  readonly fromMs: number | null;
  readonly leftHours: boolean;
}> {
  prepareDataFolder(options.dataDir);
  const path = databasePath(options.dataDir);
  const lock = lockFolder(options.dataDir);
  let statements: PreparedStatements | null = null;
  try {
    statements = new PreparedStatements(openWriter(path));
    const fromMs = firstCountableMs(statements);
    if (fromMs === null) return { observations: 0, unreadable: 0, fromMs, leftHours: false };
    const sums = new RollupAccumulator(Number.POSITIVE_INFINITY);
    const incomplete = new IncompleteHours();
    const counted = await addObservations(statements, { sums, incomplete, fromMs }, options);
    addDepartures(statements, sums, fromMs);
    const ageMs = readAgeClock(statements, options.clock).ageMs();
    writeSums(statements, { sums, incomplete, fromMs }, ageMs);
    return { ...counted, fromMs, leftHours: !incomplete.isEmpty };
  } catch (error) {
    throw sqliteCode(error) === null ? error : describeSqliteFailure(error, path);
  } finally {
    statements?.db.close();
    lock.release();
  }
}

/** The first hour of which retention has taken nothing. */
function firstCountableMs(statements: PreparedStatements): number | null {
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

const SUMMED = measures.filter(({ name }) => SUMMED_NAMES.has(name));
/** What confidence follows from comes first. */
const SUMMED_COLUMNS = measures
  .filter(({ name }) => name === 'smoothed' || (name !== 'expression' && SUMMED_NAMES.has(name)))
  .flatMap(columnsOf)
  .map((column) => `o.${column}`)
  .join(', ');
const READERS = SUMMED.map((measure) => [measure.name, readerOf(measure)] as const);

function summedValues(stored: StoredSighting): SummedValues {
  const values = stored as unknown as Readonly<Record<string, number | null>>;
  const row: StoredRow = { get: (column) => values[column] ?? null };
  storedMoment('at_ms', stored.at_ms);
  readExpression(row, 'expression');
  return Object.fromEntries(READERS.map(([name, read]) => [name, read(row)]));
}

interface Count {
  readonly sums: RollupAccumulator;
  readonly incomplete: IncompleteHours;
  readonly fromMs: number;
}

async function addObservations(
  statements: PreparedStatements,
  { sums, incomplete, fromMs }: Count,
  options: Omit<Parameters<typeof rebuildRollups>[0], 'dataDir' | 'clock'>,
): Promise<{ readonly observations: number; readonly unreadable: number }> {
  const moments = new StoredMoments(options.observationsPerFaceSecond);
  const ids = statements.get<{ total: number }>(
    'SELECT coalesce(max(id) - min(id) + 1, 0) AS total FROM observations',
  );
  const rule = storedAudienceRule(statements);
  let last: Pick<StoredSighting, 'id' | 'at_ms'> | null = null;
  let count = 0;
  let unreadable = 0;
  let readUpToId = 0;
  let frameAtMs = Number.NaN;
  for (;;) {
    const page: readonly StoredSighting[] = statements.all<StoredSighting>(
      `SELECT o.id, o.face_id, o.at_ms, o.age_ms, o.expression, o.light, ${SUMMED_COLUMNS},
         f.first_observation_id, f.last_observation_id, f.dwell_ms, f.looked, f.attention_ms,
         f.happy_ms
       FROM observations o LEFT JOIN faces f ON f.id = o.face_id
       WHERE o.id > ? ORDER BY o.id LIMIT ?`,
      readUpToId,
      PAGE_ROWS,
    );
    const readable = readableRows(page, (row) => ({ row, measures: summedValues(row) }));
    unreadable += readable.unreadable;
    for (const { row, measures } of readable.rows) {
      // Row numbers have no gaps but those of retention, at the beginning.
      if (last !== null && row.id !== last.id + 1) incomplete.add(last.at_ms, row.at_ms);
      last = row;
      const moment = moments.next(row, measures);
      if (row.at_ms < fromMs) continue;
      if (row.at_ms !== frameAtMs) sums.addFrame(row.at_ms, row.light / 10);
      frameAtMs = row.at_ms;
      sums.addMoment(moment);
      if (row.id === row.first_observation_id) addAppearance(sums, row, rule);
    }
    count += page.length;
    readUpToId = page.at(-1)?.id ?? readUpToId;
    options.onProgress?.(count, ids?.total ?? count);
    if (page.length < PAGE_ROWS) break;
    await nextTurn();
    options.signal?.throwIfAborted();
  }
  const known = statements.get<{ id: number | null }>(
    'SELECT max(last_observation_id) AS id FROM faces',
  );
  if (last !== null && (known?.id ?? 0) > last.id) incomplete.add(last.at_ms, END_OF_TIME_MS);
  return { observations: count, unreadable };
}

/** What a face was to become counts where it appeared. */
function addAppearance(sums: RollupAccumulator, row: StoredSighting, rule: AudienceRule): void {
  const dwellMs = row.dwell_ms ?? 0;
  if (dwellMs >= rule.visitMs) sums.addVisitor(row.at_ms);
  if (row.looked === null) return;
  const times = { dwellMs, attentionMs: row.attention_ms ?? 0, happyMs: row.happy_ms ?? 0 };
  sums.addFunnelSteps(row.at_ms, 0, funnelStep(times, rule));
}

function addDepartures(
  statements: PreparedStatements,
  sums: RollupAccumulator,
  fromMs: number,
): void {
  const left = statements.db
    .prepare<[number], { last_seen_ms: number; dwell_ms: number }>(
      'SELECT last_seen_ms, dwell_ms FROM faces WHERE present = 0 AND last_seen_ms >= ?',
    )
    .iterate(fromMs);
  for (const { last_seen_ms: leftAtMs, dwell_ms: dwellMs } of left) {
    const isReadable = leftAtMs < LATEST_MS && dwellMs >= 0 && dwellMs < MOST_DWELL_MS;
    if (isReadable) sums.addDeparture(leftAtMs, dwellMs);
  }
}

/** All at once, so that an interruption leaves the old sums. */
function writeSums(
  statements: PreparedStatements,
  { sums, incomplete, fromMs }: Count,
  ageClockMs: number,
): void {
  const write = (
    table: 'rollup_minute' | 'rollup_hour',
    deltas: ReadonlyMap<number, RollupDelta>,
  ) => {
    const reset = resetFaceSumsSql(table);
    for (const span of incomplete.complete(fromMs)) statements.run(reset, span.fromMs, span.toMs);
    const addMissing = addMissingRollupSql(table);
    const rebuild = rebuildRollupSql(table);
    for (const [startMs, delta] of deltas) {
      const values = deltaValues(delta);
      const sql = incomplete.has(startMs) ? addMissing : rebuild;
      statements.run(sql, startMs, Math.round(ageClockMs), delta.storedMask, ...values);
    }
  };
  statements.db
    .transaction(() => {
      write('rollup_minute', sums.minutes);
      write('rollup_hour', sums.hours);
      // The daemon counts them again when it runs.
      statements.run('UPDATE markers SET summed = 0 WHERE start_ms >= ?', fromMs);
    })
    .immediate();
}
