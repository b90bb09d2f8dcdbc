import { EXPRESSIONS } from '../../core/expression.js';
import { firstSchema } from './first-schema.js';

/**
 * Version 2: clear and valence, means and unclear time of a visit, and visitors. Rows written
 * before have null: it is not known, which is not the same as none.
 */
const secondSchema = `
ALTER TABLE observations ADD COLUMN clear INTEGER;
ALTER TABLE observations ADD COLUMN valence INTEGER;
ALTER TABLE faces ADD COLUMN mean_confidence REAL;
ALTER TABLE faces ADD COLUMN unclear_ms INTEGER;
ALTER TABLE faces ADD COLUMN mean_valence REAL;
${['rollup_minute', 'rollup_hour']
  .map(
    (table) => `
ALTER TABLE ${table} ADD COLUMN unclear_ms INTEGER;
ALTER TABLE ${table} ADD COLUMN valence_sum REAL;
ALTER TABLE ${table} ADD COLUMN valence_count INTEGER;
ALTER TABLE ${table} ADD COLUMN visitors INTEGER;`,
  )
  .join('')}
`;

/** Version 3: head pose and looking, with the attention time of visits, minutes and hours. */
const thirdSchema = `
ALTER TABLE observations ADD COLUMN yaw INTEGER;
ALTER TABLE observations ADD COLUMN pitch INTEGER;
ALTER TABLE observations ADD COLUMN roll INTEGER;
ALTER TABLE observations ADD COLUMN looking INTEGER;
${['faces', 'rollup_minute', 'rollup_hour']
  .map((table) => `ALTER TABLE ${table} ADD COLUMN attention_ms INTEGER;`)
  .join('\n')}
`;

/** Version 4: place in the recording; null for live pictures and for rows written before. */
const fourthSchema = `
ALTER TABLE observations ADD COLUMN media_time_ms INTEGER;
`;

/**
 * Version 5: the audience. `looked` is null for visits before, of which only the attention time may
 * be known; steps of the funnel, and what was shown while looking, of minutes and hours.
 */
const fifthSchema = `
ALTER TABLE faces ADD COLUMN looked INTEGER;
ALTER TABLE faces ADD COLUMN first_look_ms INTEGER;
UPDATE faces SET looked = attention_ms > 0 WHERE attention_ms IS NOT NULL;
${['rollup_minute', 'rollup_hour']
  .map(
    (table) => `
ALTER TABLE ${table} ADD COLUMN watchers INTEGER;
ALTER TABLE ${table} ADD COLUMN watchers_stopped INTEGER;
ALTER TABLE ${table} ADD COLUMN watchers_smiled INTEGER;
${EXPRESSIONS.map((name) => `ALTER TABLE ${table} ADD COLUMN attention_${name}_ms INTEGER;`).join('\n')}
ALTER TABLE ${table} ADD COLUMN attention_valence_sum REAL;
ALTER TABLE ${table} ADD COLUMN attention_valence_count INTEGER;`,
  )
  .join('')}
`;

/**
 * Version 6: markers, and what the kiosk saw while a content was shown.
 *
 * - `markers.end_ms` is the start for a point in time and null while it goes on. `summed` is 1 when
 *   the showing was counted; `recorded_ms` is the age clock's time by which it is deleted.
 * - `showings` has one row for each showing that was counted; `curve` holds its first seconds.
 * - `exposures` has one row for each face in view during a showing; its number is the marker's
 *   times 1024 plus the place within the showing, so that those of one showing lie together.
 */
const sixthSchema = `
CREATE TABLE markers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  content_id TEXT,
  name TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER,
  doubt TEXT,
  details TEXT,
  set_by TEXT NOT NULL,
  idempotency_key TEXT,
  request_digest TEXT,
  recorded_ms INTEGER NOT NULL,
  summed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX markers_start ON markers (start_ms);
CREATE INDEX markers_recorded ON markers (recorded_ms);
CREATE INDEX markers_open ON markers (start_ms) WHERE end_ms IS NULL;
CREATE INDEX markers_unsummed ON markers (end_ms)
  WHERE kind = 'content' AND summed = 0 AND end_ms IS NOT NULL AND doubt IS NULL;
CREATE UNIQUE INDEX markers_key ON markers (set_by, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE TABLE showings (
  marker_id INTEGER PRIMARY KEY,
  content_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  end_ms INTEGER NOT NULL,
  watched INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  watchers INTEGER,
  view_ms INTEGER NOT NULL,
  attention_ms INTEGER,
  ${EXPRESSIONS.map((name) => `${name}_ms INTEGER NOT NULL`).join(',\n  ')},
  unclear_ms INTEGER NOT NULL,
  valence_sum REAL NOT NULL,
  valence_ms INTEGER NOT NULL,
  curve BLOB NOT NULL
) STRICT;
CREATE INDEX showings_start ON showings (start_ms);
CREATE INDEX showings_content ON showings (content_id, start_ms);
CREATE TABLE exposures (
  id INTEGER PRIMARY KEY,
  face_id INTEGER NOT NULL,
  view_ms INTEGER NOT NULL,
  clear_ms INTEGER NOT NULL,
  happy_ms INTEGER NOT NULL,
  attention_ms INTEGER,
  valence_sum REAL NOT NULL,
  valence_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX exposures_face ON exposures (face_id);
`;

/**
 * The schema's history: entry n brings a database of `user_version` n to n + 1. Entries
 * are never changed once released; a change of the schema is a new entry.
 */
export const migrations: readonly string[] = [
  firstSchema,
  secondSchema,
  thirdSchema,
  fourthSchema,
  fifthSchema,
  sixthSchema,
];

/** `user_version` that this program reads and writes. */
export const SCHEMA_VERSION = migrations.length;

/** `application_id` in the header of our files: "eksp" in ASCII. */
export const APPLICATION_ID = 0x656b7370;
