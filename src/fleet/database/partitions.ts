import type { ClientBase } from 'pg';
import type { FleetRetention } from '../fleet-config.js';
import { PARTED_TABLES, type PartedTable, timeColumnOf } from './fleet-tables.js';
import type { Partitioning } from './migrations.js';

const MONTHS_AHEAD = 2;
const DAY_MS = 86_400_000;
/** Of everybody who makes partitions one at a time. */
const LOCK = 0x656b7371;
const NAME = /^([a-z]+)_(\d{4})_(\d{2})$/;

/** A month by its first moment (UTC). */
interface Month {
  readonly fromMs: number;
  readonly toMs: number;
}

function monthOf(atMs: number, later = 0): Month {
  const date = new Date(atMs);
  const at = (months: number) =>
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later + months, 1);
  return { fromMs: at(0), toMs: at(1) };
}

function partitionName(table: PartedTable, { fromMs }: Month): string {
  return `${table}_${new Date(fromMs).toISOString().slice(0, 7).replace('-', '_')}`;
}

/** Before it nothing of a table is kept; minus infinity where all is. */
export function oldestKeptMs(table: PartedTable, retention: FleetRetention, nowMs: number): number {
  const days = retention[`${table}Days`];
  return days === 0 ? Number.NEGATIVE_INFINITY : nowMs - days * DAY_MS;
}

/**
 * Makes the partitions of this month, the next ones and those of `momentsMs` (a backlog's) that are
 * missing. Rows that waited in the default partition move into them. Rows of later months, which a
 * wrong clock makes, stay in the default partition until their month is near.
 *
 * @returns how many were made
 */
export async function makePartitions(
  client: ClientBase,
  partitioning: Partitioning,
  nowMs: number,
  momentsMs: readonly number[] = [],
): Promise<number> {
  if (partitioning === 'timescaledb') return 0;
  const ahead = Array.from({ length: MONTHS_AHEAD + 1 }, (_, later) => monthOf(nowMs, later));
  const { toMs } = ahead.at(-1) as Month;
  const wanted = [...ahead, ...momentsMs.filter((ms) => ms < toMs).map((ms) => monthOf(ms))];
  const months = [...new Map(wanted.map((month) => [month.fromMs, month])).values()];
  return inLock(client, async () => {
    const existing = new Set(await partitionNames(client));
    let made = 0;
    for (const table of PARTED_TABLES) {
      for (const month of months) {
        const name = partitionName(table, month);
        if (existing.has(name)) continue;
        await makePartition(client, table, name, month);
        made++;
      }
    }
    return made;
  });
}

/**
 * Drops the partitions whose rows are all older than what is kept, and older rows of the default
 * partitions; with TimescaleDB its chunks.
 *
 * @returns the names of what was dropped
 */
export async function dropOldPartitions(
  client: ClientBase,
  partitioning: Partitioning,
  retention: FleetRetention,
  nowMs: number,
): Promise<readonly string[]> {
  const cutoffs = PARTED_TABLES.map((table) => [table, oldestKeptMs(table, retention, nowMs)]);
  const limited = cutoffs.filter(([, ms]) => Number.isFinite(ms)) as [PartedTable, number][];
  if (partitioning === 'timescaledb') {
    for (const [table, cutoffMs] of limited) {
      const before = new Date(cutoffMs).toISOString();
      await client.query(`SELECT drop_chunks('fleet.${table}', '${before}'::timestamptz)`);
    }
    return [];
  }
  return inLock(client, async () => {
    const dropped: string[] = [];
    for (const name of await partitionNames(client)) {
      const [, table, year, month] = NAME.exec(name) ?? [];
      const cutoffMs = limited.find(([kept]) => kept === table)?.[1];
      if (cutoffMs === undefined || Date.UTC(Number(year), Number(month), 1) > cutoffMs) continue;
      await client.query(`DROP TABLE fleet.${name}`);
      dropped.push(name);
    }
    for (const [table, cutoffMs] of limited) {
      const before = new Date(cutoffMs).toISOString();
      await client.query(`DELETE FROM fleet.${table}_other WHERE ${timeColumnOf(table)} < $1`, [
        before,
      ]);
    }
    return dropped;
  });
}

async function makePartition(
  client: ClientBase,
  table: PartedTable,
  name: string,
  { fromMs, toMs }: Month,
): Promise<void> {
  const [from, to] = [fromMs, toMs].map((ms) => `'${new Date(ms).toISOString()}'`);
  const column = timeColumnOf(table);
  const here = `${column} >= ${from} AND ${column} < ${to}`;
  await client.query(
    `CREATE TABLE fleet.${name} (LIKE fleet.${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
     WITH moved AS (DELETE FROM fleet.${table}_other WHERE ${here} RETURNING *)
       INSERT INTO fleet.${name} SELECT * FROM moved;
     ALTER TABLE fleet.${name} ADD CHECK (${here} AND ${column} IS NOT NULL);
     ALTER TABLE fleet.${table} ATTACH PARTITION fleet.${name} FOR VALUES FROM (${from}) TO (${to})`,
  );
}

async function partitionNames(client: ClientBase): Promise<readonly string[]> {
  const found = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i
     JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
     JOIN pg_namespace n ON n.oid = p.relnamespace
     WHERE n.nspname = 'fleet' AND p.relkind = 'p'`,
  );
  return found.rows.map(({ name }) => name).filter((name) => NAME.test(name));
}

async function inLock<Result>(client: ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
