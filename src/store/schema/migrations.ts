import { firstSchema } from './first-schema.js';
import { fourthSchema, secondSchema, thirdSchema } from './later-schemas.js';

/**
 * The schema's history: entry n brings a database of `user_version` n to n + 1. Entries
 * are never changed once released; a change of the schema is a new entry.
 */
export const migrations: readonly string[] = [firstSchema, secondSchema, thirdSchema, fourthSchema];

/** `user_version` that this program reads and writes. */
export const SCHEMA_VERSION = migrations.length;

/** `application_id` in the header of our files: "eksp" in ASCII. */
export const APPLICATION_ID = 0x656b7370;
