import type { ClientBase } from 'pg';
import { EkspresiError } from '../../core/errors.js';
import { migrations, type Partitioning } from './migrations.js';

/** Of everybody who migrates one at a time: "eksp" in ASCII. */
const LOCK = 0x656b7370;

/**
 * Brings the database to the newest schema, in one transaction under an advisory lock: several
 * instances may start at once.
 *
 * @throws EkspresiError FLEET_DATABASE where a newer program wrote it
 */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS fleet');
    await client.query(
      'CREATE TABLE IF NOT EXISTS fleet.meta (key text PRIMARY KEY, value text NOT NULL)',
    );
    const stored = await client.query<{ value: string }>(
      "SELECT value FROM fleet.meta WHERE key = 'schema'",
    );
    const version = Number(stored.rows[0]?.value ?? 0);
    if (version > migrations.length) {
      throw new EkspresiError('fleet-database-too-new', { version, known: migrations.length });
    }
    if (version < migrations.length) {
      const partitioning = await readPartitioning(client);
      for (const step of migrations.slice(version)) await client.query(step(partitioning));
      await writeMeta(client, 'schema', String(migrations.length));
      await writeMeta(client, 'partitioning', partitioning);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function writeMeta(client: ClientBase, key: string, value: string): Promise<void> {
  await client.query(
    `INSERT INTO fleet.meta VALUES ($1, $2)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [key, value],
  );
}

/** What a database was begun with stays; a new one takes the extension that is there. */
export async function readPartitioning(client: ClientBase): Promise<Partitioning> {
  const noted = await client.query<{ value: string }>(
    "SELECT value FROM fleet.meta WHERE key = 'partitioning'",
  );
  if (noted.rows[0] !== undefined) return noted.rows[0].value as Partitioning;
  const found = await client.query<{ extname: string }>(
    "SELECT extname FROM pg_extension WHERE extname IN ('timescaledb', 'citus')",
  );
  const names = found.rows.map(({ extname }) => extname);
  if (names.includes('timescaledb')) return 'timescaledb';
  return names.includes('citus') ? 'citus' : 'declarative';
}
