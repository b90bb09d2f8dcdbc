import { FLEET_KINDS, type FleetKind } from '../../core/fleet-protocol.js';
import {
  columnsSql,
  FLEET_TABLES,
  keyColumns,
  PARTED_TABLES,
  SUM_COLUMNS,
  timeColumnOf,
} from './fleet-tables.js';

/** What carries the partitions: an extension, where the database has one. */
export type Partitioning = 'declarative' | 'timescaledb' | 'citus';

function historyTable(kind: FleetKind, partitioning: Partitioning): string {
  const { keyColumn, timeColumn } = FLEET_TABLES[kind];
  const key =
    keyColumn === null
      ? `${timeColumn} timestamptz NOT NULL, span smallint NOT NULL, parts smallint[]`
      : `${keyColumn} bigint NOT NULL`;
  return `CREATE TABLE fleet.${kind} (
  kiosk_id integer NOT NULL,
  history_id integer NOT NULL,
  ${key},
  number bigint NOT NULL,
  ${columnsSql(kind)},
  PRIMARY KEY (${keyColumns(kind).join(', ')})
)${partedBy(timeColumn, partitioning)};`;
}

function partedBy(column: string, partitioning: Partitioning): string {
  return partitioning === 'timescaledb' ? '' : ` PARTITION BY RANGE (${column})`;
}

/** Hands a table to the extension, or makes the partition for times that no month is made for. */
function handOver(table: (typeof PARTED_TABLES)[number], partitioning: Partitioning): string {
  const column = timeColumnOf(table);
  if (partitioning === 'timescaledb') {
    return `SELECT create_hypertable('fleet.${table}', '${column}', chunk_time_interval => interval '1 month');`;
  }
  const other = `CREATE TABLE fleet.${table}_other PARTITION OF fleet.${table} DEFAULT;`;
  return partitioning === 'citus'
    ? `${other} SELECT create_distributed_table('fleet.${table}', 'kiosk_id');`
    : other;
}

/**
 * Version 1. Times are `timestamptz`, `…_ms` are durations, and the sums those of the kiosk.
 *
 * - A kiosk has one history at a time, and a new one after a restore, a recovery, or when two boxes
 *   were found to write the same. Row numbers are unique within a history. `owner` is the process
 *   that may write.
 * - `number` of a row grows with every change on the kiosk: an older row never replaces a newer.
 * - `minutes.span` is 1 for a minute; 60 and 1440 for the sum of those minutes of an hour or a day
 *   (UTC) with too few faces to leave the kiosk alone; `parts` lists them, from its start.
 * - `hours` are the sums of `minutes`, for pages that show more than a day.
 * - `removed` remembers what a kiosk has deleted on request, so that a late batch does not bring it
 *   back.
 */
function firstSchema(partitioning: Partitioning): string {
  return `
CREATE TABLE fleet.kiosks (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  site text NOT NULL DEFAULT '',
  box text NOT NULL DEFAULT '',
  host text NOT NULL DEFAULT '',
  version text NOT NULL DEFAULT '',
  time_zone text NOT NULL DEFAULT 'UTC',
  camera text NOT NULL DEFAULT '',
  problem text,
  model text,
  min_faces integer NOT NULL DEFAULT 1,
  database_bytes bigint,
  disk_free_bytes bigint,
  clock_skew_ms bigint NOT NULL DEFAULT 0,
  started_at timestamptz,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX kiosks_site ON fleet.kiosks (site);
CREATE TABLE fleet.histories (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kiosk_id integer NOT NULL REFERENCES fleet.kiosks (id),
  history uuid NOT NULL,
  begun_at timestamptz,
  owner uuid,
  host text NOT NULL DEFAULT '',
  last_seen_at timestamptz,
  UNIQUE (kiosk_id, history)
);
CREATE TABLE fleet.cursors (
  kiosk_id integer NOT NULL,
  history_id integer NOT NULL,
  kind text NOT NULL,
  cursor bigint NOT NULL DEFAULT 0,
  waiting bigint NOT NULL DEFAULT 0,
  dropped bigint NOT NULL DEFAULT 0,
  committed_at timestamptz,
  PRIMARY KEY (kiosk_id, history_id, kind)
);
CREATE TABLE fleet.removed (
  kiosk_id integer NOT NULL,
  history_id integer NOT NULL,
  kind text NOT NULL,
  key bigint NOT NULL,
  span smallint NOT NULL,
  number bigint NOT NULL,
  removed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kiosk_id, history_id, kind, key, span)
);
CREATE INDEX removed_at ON fleet.removed (removed_at);
CREATE TABLE fleet.put_aside (
  kiosk text NOT NULL,
  kind text NOT NULL,
  reason text NOT NULL,
  detail text NOT NULL,
  count bigint NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz NOT NULL DEFAULT now(),
  sample bytea,
  PRIMARY KEY (kiosk, kind, reason)
);
CREATE TABLE fleet.problems (
  kiosk_id integer NOT NULL REFERENCES fleet.kiosks (id),
  problem text NOT NULL,
  count bigint NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz NOT NULL DEFAULT now(),
  details jsonb,
  PRIMARY KEY (kiosk_id, problem)
);
${FLEET_KINDS.map((kind) => historyTable(kind, partitioning)).join('\n')}
CREATE INDEX visits_time ON fleet.visits (kiosk_id, first_seen_at);
CREATE INDEX contents_time ON fleet.contents (kiosk_id, start_at);
CREATE INDEX contents_content ON fleet.contents (content_id, start_at);
CREATE INDEX events_time ON fleet.events (kiosk_id, at);
CREATE TABLE fleet.hours (
  kiosk_id integer NOT NULL,
  start_at timestamptz NOT NULL,
  watched_minutes integer NOT NULL,
  ${columnsSql('minutes')},
  PRIMARY KEY (kiosk_id, start_at)
)${partedBy('start_at', partitioning)};
CREATE INDEX hours_time ON fleet.hours (start_at);
${PARTED_TABLES.map((table) => handOver(table, partitioning)).join('\n')}`;
}

/**
 * The schema's history: entry n brings a database of version n to n + 1. Entries are never changed
 * once released: a change of the protocol's columns is a new entry, and the first one then names
 * its columns itself (a test compares its text).
 */
export const migrations: readonly ((partitioning: Partitioning) => string)[] = [firstSchema];

/** Counts the hours of some kiosks again from their minutes; `wanted` has `kiosk_id` and `hour`. */
export function countHoursSql(wanted: string): string {
  const sums = SUM_COLUMNS.map((name) => `sum(${name}) AS ${name}`).join(', ');
  const all = ['watched_minutes', 'faces_seen', ...SUM_COLUMNS];
  return `WITH wanted AS (${wanted}), counted AS (
    SELECT w.kiosk_id, w.hour, s.* FROM wanted w, LATERAL (
      SELECT count(*) AS rows,
        coalesce(sum(CASE WHEN frames > 0 THEN coalesce(cardinality(parts), 1) END), 0)
          AS watched_minutes,
        sum(faces_appeared) + greatest(0, (array_agg(faces_seen - faces_appeared
          ORDER BY start_at, span))[1]) AS faces_seen,
        ${sums}
      FROM fleet.minutes m
      WHERE m.kiosk_id = w.kiosk_id AND m.start_at >= w.hour
        AND m.start_at < w.hour + interval '1 hour') s
  ), emptied AS (
    DELETE FROM fleet.hours h USING counted c
    WHERE c.rows = 0 AND h.kiosk_id = c.kiosk_id AND h.start_at = c.hour
  )
  INSERT INTO fleet.hours (kiosk_id, start_at, ${all.join(', ')})
  SELECT kiosk_id, hour, ${all.join(', ')} FROM counted WHERE rows > 0
  ON CONFLICT (kiosk_id, start_at) DO UPDATE
  SET ${all.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}
