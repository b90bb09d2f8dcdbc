import { AUDIENCE_COLUMNS, AudienceTotals } from '../audience.js';
import {
  DURATION_COLUMNS,
  LATER_SUM_COLUMNS,
  MEASURE_SUM_COLUMNS,
  MeasureTotals,
  zeroDurations,
} from '../measure-sums.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** What is added to one row of rollup_minute or rollup_hour. */
export interface RollupDelta {
  readonly durationsMs: number[];
  facesSeen: number;
  facesAppeared: number;
  facesLeft: number;
  dwellLeftMs: number;
  /** Of the faces that appeared, those that stayed long enough. */
  visitors: number;
  observations: number;
  stored: number;
  storedMask: number;
  frames: number;
  lightSum: number;
  readonly measures: MeasureTotals;
  readonly audience: AudienceTotals;
}

export function emptyDelta(): RollupDelta {
  return {
    durationsMs: zeroDurations(),
    facesSeen: 0,
    facesAppeared: 0,
    facesLeft: 0,
    dwellLeftMs: 0,
    visitors: 0,
    observations: 0,
    stored: 0,
    storedMask: 0,
    frames: 0,
    lightSum: 0,
    measures: new MeasureTotals(),
    audience: new AudienceTotals(),
  };
}

/** Columns that are added up, in the order of {@link deltaValues}; `stored_mask` is or-ed. */
export const SUM_COLUMNS = [
  ...DURATION_COLUMNS,
  'faces_seen',
  'faces_appeared',
  'faces_left',
  'dwell_left_ms',
  'observations',
  'stored',
  'frames',
  'light_sum',
  'visitors',
  ...MEASURE_SUM_COLUMNS,
  ...AUDIENCE_COLUMNS,
];

/** Those of them that rows of an earlier schema do not have. */
const LATER_COLUMNS: ReadonlySet<string> = new Set([
  'visitors',
  ...LATER_SUM_COLUMNS,
  ...AUDIENCE_COLUMNS,
]);

export function deltaValues(delta: RollupDelta): (number | null)[] {
  return [
    ...delta.durationsMs.map(Math.round),
    delta.facesSeen,
    delta.facesAppeared,
    delta.facesLeft,
    Math.round(delta.dwellLeftMs),
    delta.observations,
    delta.stored,
    delta.frames,
    delta.lightSum,
    delta.visitors,
    ...delta.measures.rollupValues(),
    ...delta.audience.values(),
  ];
}

/**
 * Sums of faces, which a rebuild counts again; those of frames cannot be computed from stored rows.
 */
const FACE_SUM_COLUMNS = SUM_COLUMNS.filter(
  (column) => column !== 'frames' && column !== 'light_sum',
);

/**
 * Empties the sums of faces of the rows between two starts, the second not included, and leaves
 * those of frames.
 */
export function resetFaceSumsSql(table: 'rollup_minute' | 'rollup_hour'): string {
  const zero = (column: string) =>
    column !== 'visitors' && LATER_COLUMNS.has(column) ? 'NULL' : '0';
  const zeros = FACE_SUM_COLUMNS.map((column) => `${column} = ${zero(column)}`).join(', ');
  return `UPDATE ${table} SET stored_mask = 0, ${zeros} WHERE start_ms >= ? AND start_ms < ?`;
}

/** Like {@link upsertRollupSql}, but a row that knows its frames keeps them. */
export function rebuildRollupSql(table: 'rollup_minute' | 'rollup_hour'): string {
  const sums = FACE_SUM_COLUMNS.map(addedSql);
  return `${insertRollupSql(table)}
    ON CONFLICT (start_ms) DO UPDATE SET
      stored_mask = stored_mask | excluded.stored_mask, ${sums.join(', ')},
      light_sum = CASE frames WHEN 0 THEN excluded.light_sum ELSE light_sum END,
      frames = CASE frames WHEN 0 THEN excluded.frames ELSE frames END`;
}

/** Like {@link upsertRollupSql}, but a row that is there stays as it is. */
export function addMissingRollupSql(table: 'rollup_minute' | 'rollup_hour'): string {
  return `${insertRollupSql(table)} ON CONFLICT (start_ms) DO NOTHING`;
}

/** Adds a delta to its row, or begins the row: start, age clock, mask, then the sums. */
export function upsertRollupSql(table: 'rollup_minute' | 'rollup_hour'): string {
  const sums = SUM_COLUMNS.map(addedSql);
  return `${insertRollupSql(table)}
    ON CONFLICT (start_ms) DO UPDATE SET
      stored_mask = stored_mask | excluded.stored_mask, ${sums.join(', ')}`;
}

/** A sum that is not known on one side is what the other side knows. */
function addedSql(column: string): string {
  const sum = `${column} + excluded.${column}`;
  if (!LATER_COLUMNS.has(column)) return `${column} = ${sum}`;
  return `${column} = coalesce(${sum}, excluded.${column}, ${column})`;
}

function insertRollupSql(table: 'rollup_minute' | 'rollup_hour'): string {
  const columns = ['start_ms', 'recorded_ms', 'stored_mask', ...SUM_COLUMNS];
  return `INSERT INTO ${table} (${columns.join(', ')})
    VALUES (${columns.map(() => '?').join(', ')})`;
}
