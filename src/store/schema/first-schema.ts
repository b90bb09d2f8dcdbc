import { EXPRESSIONS } from '../../core/expression.js';

const DURATION_COLUMNS = EXPRESSIONS.map((name) => `${name}_ms`);
const SMOOTHED_COLUMNS = EXPRESSIONS.map((name) => `smoothed_${name}`);
const RAW_COLUMNS = EXPRESSIONS.map((name) => `raw_${name}`);

const integers = (columns: readonly string[]) =>
  columns.map((column) => `${column} INTEGER NOT NULL`).join(',\n  ');

const rollup = (table: string) => `
CREATE TABLE ${table} (
  start_ms INTEGER PRIMARY KEY,
  recorded_ms INTEGER NOT NULL,
  ${integers(DURATION_COLUMNS)},
  faces_seen INTEGER NOT NULL,
  faces_appeared INTEGER NOT NULL,
  faces_left INTEGER NOT NULL,
  dwell_left_ms INTEGER NOT NULL,
  blinks INTEGER NOT NULL,
  observations INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  stored_mask INTEGER NOT NULL,
  confidence_sum REAL NOT NULL,
  frames INTEGER NOT NULL,
  light_sum REAL NOT NULL
) STRICT;
CREATE INDEX ${table}_recorded ON ${table} (recorded_ms);`;

/**
 * Version 1. All `…_ms` points in time are UTC epoch milliseconds, other `…_ms` are
 * durations.
 *
 * - Row numbers grow with every insert and never depend on the clock: they are the order.
 * - `observations.face_id` has no foreign key: enforcing one would need an index over all
 *   observations. A face knows its first and last observation instead, and the rows
 *   between belong to it or to faces in view at the same time.
 * - `time_marks` say once an hour which row numbers came next at a given age-clock time
 *   (see retention/age-clock.ts), so that retention needs no trust in `at_ms`.
 * - `stored_mask` has bit n set when an observation of expression n was stored in that
 *   span; a search for a rare expression skips the others.
 */
export const firstSchema = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE cameras (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  first_used_ms INTEGER NOT NULL,
  last_used_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  camera_id INTEGER NOT NULL REFERENCES cameras (id),
  version TEXT NOT NULL,
  model TEXT,
  engine TEXT,
  started_at_ms INTEGER NOT NULL,
  last_commit_ms INTEGER NOT NULL,
  ended_cleanly INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE faces (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id),
  track_id INTEGER NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  dwell_ms INTEGER NOT NULL,
  present INTEGER NOT NULL,
  blink_count INTEGER,
  dominant INTEGER NOT NULL,
  ${integers(DURATION_COLUMNS)},
  observations INTEGER NOT NULL,
  first_observation_id INTEGER NOT NULL,
  last_observation_id INTEGER NOT NULL,
  UNIQUE (run_id, track_id)
) STRICT;
CREATE INDEX faces_time ON faces (first_seen_ms, last_seen_ms, dwell_ms, dominant, blink_count);
CREATE INDEX faces_dwell ON faces (dwell_ms, first_seen_ms, last_seen_ms, dominant);
CREATE INDEX faces_present ON faces (id) WHERE present = 1;
CREATE TABLE observations (
  id INTEGER PRIMARY KEY,
  face_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  age_ms INTEGER NOT NULL,
  expression INTEGER NOT NULL,
  ${integers(SMOOTHED_COLUMNS)},
  ${integers(RAW_COLUMNS)},
  ear INTEGER,
  blink INTEGER NOT NULL,
  fresh INTEGER NOT NULL,
  box_x INTEGER NOT NULL,
  box_y INTEGER NOT NULL,
  box_width INTEGER NOT NULL,
  box_height INTEGER NOT NULL,
  light INTEGER NOT NULL,
  quality INTEGER NOT NULL
) STRICT;
CREATE INDEX observations_time ON observations (at_ms);
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  level TEXT NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  details TEXT
) STRICT;
CREATE INDEX events_time ON events (at_ms);
CREATE INDEX events_kind ON events (kind, at_ms);
${rollup('rollup_minute')}
${rollup('rollup_hour')}
CREATE TABLE time_marks (
  age_clock_ms INTEGER PRIMARY KEY,
  next_observation_id INTEGER NOT NULL,
  next_face_id INTEGER NOT NULL,
  next_event_id INTEGER NOT NULL
) STRICT;
`;
