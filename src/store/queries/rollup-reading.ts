import { ATTENTION_VALENCE_SUM } from '../audience.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { LATEST_MS } from '../measure-columns.js';
import { readMeasureSums, SUMMED_MEASURES, zeroDurations } from '../measure-sums.js';
import { HOUR_MS, MINUTE_MS, SUM_COLUMNS } from '../rollups/rollup-sums.js';
import type { RollupSums, TimeRange } from '../store-queries.js';
import { AUDIENCE_BASES, audienceSums } from './audience-reading.js';

/** Sums in the order of READ_COLUMNS; null where nothing is known. */
type SumRow = readonly (number | null)[];

type StoredSums = Readonly<Record<string, number | null>>;

/** Sums of measures that may be negative. */
const SIGNED: ReadonlySet<string> = new Set([
  ...SUMMED_MEASURES.filter(({ by }) => by === 'mean').map(({ column }) => column),
  ATTENTION_VALENCE_SUM,
]);

/** Faces that appeared in rows that know their visitors. */
const APPEARED_KNOWN = 'appeared_known';
/** All that {@link sumRow} reads. */
export const READ_COLUMNS: readonly string[] = [
  ...SUM_COLUMNS,
  APPEARED_KNOWN,
  ...Object.keys(AUDIENCE_BASES),
];

const columnSql = (column: string) =>
  column === APPEARED_KNOWN
    ? 'CASE WHEN visitors IS NOT NULL THEN faces_appeared END'
    : (AUDIENCE_BASES[column] ?? column);

/** Columns of a rollup row, and of several added up, that {@link sumRow} reads. */
export const ROW_SQL = READ_COLUMNS.map((name) => `${columnSql(name)} AS ${name}`).join(', ');
/** Less than this is a count or milliseconds of an hour, whatever the crowd. */
const MOST = 1e12;

/** Rows of whole minutes and hours with sums that can be: damage has made others of them. */
export const SOUND_SQL = `(start_ms % ${MINUTE_MS} = 0 AND start_ms < ${LATEST_MS} AND ${SUM_COLUMNS.map(
  (column) =>
    SIGNED.has(column)
      ? `(${column} IS NULL OR abs(${column}) < ${MOST})`
      : `coalesce(${column}, 0) BETWEEN 0 AND ${MOST}`,
).join(' AND ')})`;
/** Sums of some of them, for SQLite and for PostgreSQL. */
export function sumsSql(columns: readonly string[]): string {
  return columns.map((name) => `sum(${columnSql(name)}) AS ${name}`).join(', ');
}
export const SUMS_SQL = sumsSql(READ_COLUMNS);

const SEEN = SUM_COLUMNS.indexOf('faces_seen');
const APPEARED = SUM_COLUMNS.indexOf('faces_appeared');
const VISITORS = SUM_COLUMNS.indexOf('visitors');
const KNOWN = READ_COLUMNS.indexOf(APPEARED_KNOWN);
const LEFT = SUM_COLUMNS.indexOf('faces_left');
const DWELL = SUM_COLUMNS.indexOf('dwell_left_ms');
const OBSERVATIONS = SUM_COLUMNS.indexOf('observations');
const FRAMES = SUM_COLUMNS.indexOf('frames');
const LIGHT = SUM_COLUMNS.indexOf('light_sum');
const COLUMNS = new Map(READ_COLUMNS.map((column, index) => [column, index]));
const EXPRESSIONS = zeroDurations().length;

export function sumRow(stored: StoredSums | undefined): SumRow {
  return READ_COLUMNS.map((column) => stored?.[column] ?? null);
}

function addSums(a: SumRow, b: SumRow): SumRow {
  return a.map((value, i) => {
    const other = b[i] ?? null;
    return value === null || other === null ? (value ?? other) : value + other;
  });
}

const NO_SUMS: SumRow = READ_COLUMNS.map(() => null);

/**
 * `presentAtStart` are faces that were in view before the span began; distinct faces of
 * several rows cannot be added up, but those plus the ones that appeared can.
 */
export function rollupSums(sums: SumRow, presentAtStart: number): RollupSums {
  const at = (index: number) => sums[index] ?? 0;
  const mean = (sum: number, count: number) => (at(count) === 0 ? null : at(sum) / at(count));
  const get = (column: string) => sums[COLUMNS.get(column) as number] ?? null;
  const visitors = sums[VISITORS] ?? null;
  return {
    expressionMs: sums.slice(0, EXPRESSIONS).map((ms) => ms ?? 0),
    facesSeen: at(APPEARED) + presentAtStart,
    facesAppeared: at(APPEARED),
    visitors,
    passed: visitors === null ? null : Math.max(0, at(KNOWN) - visitors),
    facesLeft: at(LEFT),
    meanDwellMs: mean(DWELL, LEFT),
    observations: at(OBSERVATIONS),
    frames: at(FRAMES),
    meanLight: mean(LIGHT, FRAMES),
    ...readMeasureSums(get),
    ...audienceSums(get),
  };
}

/** How many rows of a range {@link SOUND_SQL} leaves out, of a unit. */
export function unreadableRollups(
  statements: PreparedStatements,
  unit: 'minute' | 'hour',
  { fromMs, toMs }: TimeRange,
): number {
  const left = statements.get<{ n: number }>(
    `SELECT count(*) AS n FROM rollup_${unit} WHERE start_ms >= ? AND start_ms < ? AND NOT ${SOUND_SQL}`,
    fromMs,
    toMs,
  );
  return left?.n ?? 0;
}

/** Faces of a rollup row that had appeared before it. */
export function presentBefore(sums: SumRow): number {
  return Math.max(0, (sums[SEEN] ?? 0) - (sums[APPEARED] ?? 0));
}

/** Sums over ranges that do not overlap, in their order, to the minute. */
export function sumRanges(
  statements: PreparedStatements,
  ranges: readonly TimeRange[],
): RollupSums {
  let sums = NO_SUMS;
  let presentAtStart: number | null = null;
  for (const part of ranges.flatMap(partsOf)) {
    const [table, from, to] = part;
    const span = `FROM ${table} WHERE start_ms >= ? AND start_ms < ? AND ${SOUND_SQL}`;
    const stored = statements.get<StoredSums>(`SELECT ${SUMS_SQL} ${span}`, from, to);
    sums = addSums(sums, sumRow(stored));
    if (presentAtStart !== null) continue;
    const first = statements.get<StoredSums>(
      `SELECT ${ROW_SQL} ${span} ORDER BY start_ms LIMIT 1`,
      from,
      to,
    );
    if (first !== undefined) presentAtStart = presentBefore(sumRow(first));
  }
  return rollupSums(sums, presentAtStart ?? 0);
}

/**
 * The rows of a range: whole hours from the hourly rows, both ends from the minutes, so that a year
 * costs no more than a day.
 */
function partsOf(
  range: TimeRange,
): (readonly [table: 'rollup_minute' | 'rollup_hour', fromMs: number, toMs: number])[] {
  const fromMs = Math.floor(range.fromMs / MINUTE_MS) * MINUTE_MS;
  const firstHourMs = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  const lastHourMs = Math.floor(range.toMs / HOUR_MS) * HOUR_MS;
  if (firstHourMs >= lastHourMs) return [['rollup_minute', fromMs, range.toMs]];
  const parts = [
    ['rollup_minute', fromMs, firstHourMs],
    ['rollup_hour', firstHourMs, lastHourMs],
    ['rollup_minute', lastHourMs, range.toMs],
  ] as const;
  return parts.filter(([, from, to]) => from < to);
}
