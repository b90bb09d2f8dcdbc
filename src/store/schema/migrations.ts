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
 * The schema's history: entry n brings a database of `user_version` n to n + 1. Entries
 * are never changed once released; a change of the schema is a new entry.
 */
export const migrations: readonly string[] = [
  firstSchema,
  secondSchema,
  thirdSchema,
  fourthSchema,
  fifthSchema,
];

/** `user_version` that this program reads and writes. */
export const SCHEMA_VERSION = migrations.length;

/** `application_id` in the header of our files: "eksp" in ASCII. */
export const APPLICATION_ID = 0x656b7370;
