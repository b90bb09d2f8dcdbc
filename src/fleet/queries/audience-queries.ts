import type { Pool } from 'pg';
import { FLEET_COLUMNS } from '../../core/fleet-protocol.js';
import { READ_COLUMNS, rollupSums, sumRow, sumsSql } from '../../store/queries/rollup-reading.js';
import type {
  BucketUnit,
  RollupBucket,
  RollupSeries,
  RollupSums,
  TimeRange,
} from '../../store/store-queries.js';
import type { FleetScope } from './fleet-queries.js';

/** What is put side by side. */
export const COMPARED = ['site', 'kiosk'] as const;
export type ComparedBy = (typeof COMPARED)[number];

/** The sums of one site, or of one kiosk. */
export interface ComparedRow {
  readonly site: string;
  /** Null where the row is a whole site. */
  readonly kiosk: { readonly id: number; readonly name: string } | null;
  /** How many kiosks have measured. */
  readonly kiosks: number;
  readonly sums: RollupSums;
}

const DURATIONS = FLEET_COLUMNS.minutes
  .map(({ name }) => name)
  .filter((name) => /^[a-z]+_ms$/.test(name) && !/^(dwell|attention)_/.test(name));
/** Only what a comparison shows: every further column costs time on a million hours. */
const COMPARED_COLUMNS = [
  ...DURATIONS,
  ...['faces_appeared', 'visitors', 'frames', 'watchers', 'valence_sum', 'valence_count'],
  ...['attention_ms', 'audience_seen', 'audience_in_view_ms', 'audience_attention_ms'],
];

/** All that the kiosks send; how many observations they stored is no matter of the fleet. */
const SENT_COLUMNS = READ_COLUMNS.filter((name) => name !== 'stored');

type Stored = Readonly<Record<string, string | number | null>>;

/** Sums as numbers: PostgreSQL's `bigint` and `numeric` come as text. */
function numbers(stored: Stored): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [name, value === null ? null : Number(value)]),
  );
}

/**
 * Sums of a range for each site or kiosk of the scope that measured in it, by name. Whole hours
 * count: those that begin in the range.
 */
export async function comparedSums(
  pool: Pool,
  { sites }: FleetScope,
  range: TimeRange,
  by: ComparedBy,
): Promise<readonly ComparedRow[]> {
  const outer = COMPARED_COLUMNS.map((name) => `sum(${name}) AS ${name}`).join(', ');
  const isKiosk = by === 'kiosk';
  const found = await pool.query(
    `WITH counted AS (
       SELECT kiosk_id, ${sumsSql(COMPARED_COLUMNS)} FROM fleet.hours
       WHERE start_at >= to_timestamp($1::float8 / 1000) AND start_at < to_timestamp($2::float8 / 1000)
         AND ($4 OR kiosk_id IN (SELECT id FROM fleet.kiosks WHERE site = ANY ($3)))
       GROUP BY kiosk_id)
     SELECT k.site, ${isKiosk ? 'k.id, k.name' : 'NULL AS id, NULL AS name'}, count(*) AS kiosks, ${outer}
     FROM counted JOIN fleet.kiosks k ON k.id = counted.kiosk_id
     GROUP BY k.site${isKiosk ? ', k.id, k.name' : ''} ORDER BY k.site, name`,
    [range.fromMs, range.toMs, sites, sites.length === 0],
  );
  return found.rows.map(({ site, id, name, kiosks, ...stored }) => ({
    site,
    kiosk: id === null ? null : { id, name },
    kiosks: Number(kiosks),
    sums: rollupSums(sumRow(numbers(stored)), 0),
  }));
}

const MAX_BUCKETS = 3000;

/**
 * The series of one kiosk by the hour or by the day of a zone; hours in which it was not watching
 * are left out. A day is made of the hours (UTC) that begin in it.
 *
 * @param zone IANA name
 */
export async function kioskSeries(
  pool: Pool,
  kioskId: number,
  range: TimeRange,
  unit: Exclude<BucketUnit, 'minute'>,
  zone: string,
): Promise<RollupSeries> {
  const hours = `FROM fleet.hours WHERE kiosk_id = $1
    AND start_at >= to_timestamp($2::float8 / 1000) AND start_at < to_timestamp($3::float8 / 1000)`;
  const span = [kioskId, range.fromMs, range.toMs];
  const epochMs = (sql: string) => `extract(epoch FROM ${sql})::float8 * 1000`;
  const [buckets, totals] = await Promise.all([
    pool.query<Stored>(
      `SELECT ${epochMs('bucket')} AS start_ms,
         ${epochMs(`((bucket AT TIME ZONE $4::text) + interval '1 ${unit}') AT TIME ZONE $4::text`)} AS end_ms, s.*
       FROM (SELECT date_trunc('${unit}', start_at, $4::text) AS bucket,
               (array_agg(faces_seen - faces_appeared ORDER BY start_at))[1] AS present_before,
               ${sumsSql(SENT_COLUMNS)} ${hours} GROUP BY 1) s
       WHERE frames > 0 ORDER BY bucket LIMIT ${MAX_BUCKETS}`,
      [...span, zone],
    ),
    pool.query<Stored>(
      `SELECT (array_agg(faces_seen - faces_appeared ORDER BY start_at))[1] AS present_before,
         ${sumsSql(SENT_COLUMNS)} ${hours}`,
      span,
    ),
  ]);
  return {
    unit,
    unreadable: 0,
    buckets: buckets.rows.map((stored) => bucketOf(numbers(stored))),
    totals: sumsOf(numbers(totals.rows[0] ?? {})),
  };
}

function sumsOf(stored: Readonly<Record<string, number | null>>): RollupSums {
  return rollupSums(sumRow(stored), Math.max(0, stored.present_before ?? 0));
}

function bucketOf({ start_ms, end_ms, ...stored }: Record<string, number | null>): RollupBucket {
  return { startMs: start_ms ?? 0, endMs: end_ms ?? 0, ...sumsOf(stored) };
}
