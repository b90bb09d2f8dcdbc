import type { ClientBase } from 'pg';
import {
  FLEET_KINDS,
  FLEET_VERSION,
  type FleetConfirmation,
  type FleetHeartbeat,
} from '../../core/fleet-protocol.js';

/** Two histories of a kiosk that take turns within so long are two boxes. */
const TURNS_MS = 600_000;

/** What a heartbeat has shown besides. */
interface Registered {
  readonly confirmation: FleetConfirmation;
  /** `cloned`: two boxes write one history; `two-boxes`: two histories go on under one name. */
  readonly problem: 'cloned' | 'two-boxes' | null;
}

interface StoredHistory {
  readonly id: number;
  readonly owner: string | null;
  readonly host: string;
  readonly seenMs: number | null;
}

/**
 * Notes how a kiosk does and which process may write its history: the one that did, or one that was
 * started after it. Any other has the history of another box, from a cloned card say, and is told
 * to begin one of its own.
 *
 * @param nowMs the database's neighbours are many: each instance's own clock is good enough
 */
export async function registerHeartbeat(
  client: ClientBase,
  heartbeat: FleetHeartbeat,
  nowMs: number,
): Promise<Registered> {
  await client.query('BEGIN');
  try {
    const kioskId = await writeKiosk(client, heartbeat, nowMs);
    const registered = await registerHistory(client, kioskId, heartbeat, nowMs);
    await client.query('COMMIT');
    return registered;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function writeKiosk(
  client: ClientBase,
  heartbeat: FleetHeartbeat,
  nowMs: number,
): Promise<number> {
  const values: Readonly<Record<string, unknown>> = {
    name: heartbeat.kiosk,
    site: heartbeat.site,
    box: heartbeat.box,
    host: heartbeat.host,
    version: heartbeat.version,
    time_zone: heartbeat.timeZone,
    camera: heartbeat.camera,
    problem: heartbeat.problem,
    model: heartbeat.model,
    min_faces: heartbeat.minFaces,
    database_bytes: heartbeat.databaseBytes,
    disk_free_bytes: heartbeat.diskFreeBytes,
    clock_skew_ms: Math.round(heartbeat.sentMs - nowMs),
    started_at: new Date(heartbeat.startedMs),
    last_seen_at: new Date(nowMs),
  };
  const names = Object.keys(values);
  const written = await client.query<{ id: number }>(
    `INSERT INTO fleet.kiosks (${names.join(', ')})
     VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})
     ON CONFLICT (name) DO UPDATE
     SET ${names
       .slice(1)
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}
     RETURNING id`,
    Object.values(values),
  );
  return (written.rows[0] as { id: number }).id;
}

async function registerHistory(
  client: ClientBase,
  kioskId: number,
  heartbeat: FleetHeartbeat,
  nowMs: number,
): Promise<Registered> {
  const { history, instance, previous, host, begunMs } = heartbeat;
  const found = await client.query<StoredHistory>(
    `SELECT id, owner::text, host, extract(epoch FROM last_seen_at)::float8 * 1000 AS "seenMs"
     FROM fleet.histories WHERE kiosk_id = $1 AND history = $2`,
    [kioskId, history],
  );
  const stored = found.rows[0];
  const owner = stored?.owner ?? null;
  const who = { v: FLEET_VERSION, history, instance };
  if (owner !== null && owner !== instance && !previous.includes(owner)) {
    await noteProblem(client, kioskId, 'cloned', { history, hosts: [stored?.host ?? '', host] });
    return { confirmation: { ...who, cursors: {}, begin: true }, problem: 'cloned' };
  }
  const takesTurns = await isOtherActive(client, kioskId, stored, nowMs);
  if (takesTurns) await noteProblem(client, kioskId, 'two-boxes', { hosts: [host] });
  const written = await client.query<{ id: number }>(
    `INSERT INTO fleet.histories (kiosk_id, history, begun_at, owner, host, last_seen_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (kiosk_id, history) DO UPDATE SET begun_at = excluded.begun_at,
       owner = excluded.owner, host = excluded.host, last_seen_at = excluded.last_seen_at
     RETURNING id`,
    [kioskId, history, new Date(begunMs), instance, host, new Date(nowMs)],
  );
  const historyId = (written.rows[0] as { id: number }).id;
  const cursors = await writeProgress(client, kioskId, historyId, heartbeat);
  return { confirmation: { ...who, cursors }, problem: takesTurns ? 'two-boxes' : null };
}

/** Whether another history was heard since this one was heard last, not long ago. */
async function isOtherActive(
  client: ClientBase,
  kioskId: number,
  stored: StoredHistory | undefined,
  nowMs: number,
): Promise<boolean> {
  if (stored === undefined || stored.seenMs === null) return false;
  if (nowMs - stored.seenMs > TURNS_MS) return false;
  const others = await client.query(
    `SELECT FROM fleet.histories WHERE kiosk_id = $1 AND id <> $2 AND last_seen_at > $3 LIMIT 1`,
    [kioskId, stored.id, new Date(stored.seenMs)],
  );
  return others.rows.length > 0;
}

async function noteProblem(
  client: ClientBase,
  kioskId: number,
  problem: string,
  details: unknown,
): Promise<void> {
  await client.query(
    `INSERT INTO fleet.problems (kiosk_id, problem, details) VALUES ($1, $2, $3)
     ON CONFLICT (kiosk_id, problem) DO UPDATE
     SET count = problems.count + 1, last_at = now(), details = excluded.details`,
    [kioskId, problem, JSON.stringify(details)],
  );
}

/** Notes what waits on the kiosk; answers with the cursors that the database has. */
async function writeProgress(
  client: ClientBase,
  kioskId: number,
  historyId: number,
  { kinds }: FleetHeartbeat,
): Promise<NonNullable<FleetConfirmation['cursors']>> {
  const written = await client.query<{ kind: string; cursor: string }>(
    `INSERT INTO fleet.cursors (kiosk_id, history_id, kind, waiting, dropped)
     SELECT $1, $2, kind, waiting, dropped
     FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS w (kind, waiting, dropped)
     ON CONFLICT (kiosk_id, history_id, kind) DO UPDATE
     SET waiting = excluded.waiting, dropped = excluded.dropped
     RETURNING kind, cursor`,
    [
      ...[kioskId, historyId, FLEET_KINDS],
      FLEET_KINDS.map((kind) => kinds[kind].waiting),
      FLEET_KINDS.map((kind) => kinds[kind].dropped),
    ],
  );
  return Object.fromEntries(written.rows.map(({ kind, cursor }) => [kind, Number(cursor)]));
}
