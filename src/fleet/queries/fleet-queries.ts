import type { Pool } from 'pg';
import type { FleetKind } from '../../core/fleet-protocol.js';

/** What every query may be narrowed to; empty: all sites. */
export interface FleetScope {
  readonly sites: readonly string[];
}

/** A kiosk as its last heartbeat tells. */
export interface KioskRow {
  readonly id: number;
  readonly name: string;
  readonly site: string;
  readonly box: string;
  readonly host: string;
  readonly version: string;
  readonly timeZone: string;
  readonly camera: string;
  readonly problem: string | null;
  readonly lastSeenMs: number;
  readonly clockSkewMs: number;
  /** Rows that wait on the kiosk, and those that retention deleted before they were sent. */
  readonly waiting: Readonly<Partial<Record<FleetKind, number>>>;
  readonly dropped: number;
  /** `cloned`, `two-boxes`: what the fleet has noticed in the last day. */
  readonly noticed: readonly string[];
}

/** The kiosks of a scope, by site and name. */
export async function kiosks(pool: Pool, { sites }: FleetScope): Promise<readonly KioskRow[]> {
  const found = await pool.query<KioskRow & { dropped: string }>(
    `SELECT k.id, k.name, k.site, k.box, k.host, k.version, k.time_zone AS "timeZone", k.camera,
       k.problem, k.clock_skew_ms::float8 AS "clockSkewMs",
       extract(epoch FROM k.last_seen_at)::float8 * 1000 AS "lastSeenMs",
       coalesce(c.waiting, '{}') AS waiting, coalesce(c.dropped, 0) AS dropped,
       ARRAY(SELECT problem FROM fleet.problems p
         WHERE p.kiosk_id = k.id AND p.last_at > now() - interval '1 day' ORDER BY 1) AS noticed
     FROM fleet.kiosks k LEFT JOIN LATERAL (
       SELECT jsonb_object_agg(kind, waiting) AS waiting, sum(dropped) AS dropped
       FROM fleet.cursors c WHERE c.kiosk_id = k.id AND c.history_id = (
         SELECT id FROM fleet.histories h WHERE h.kiosk_id = k.id
         ORDER BY last_seen_at DESC NULLS LAST LIMIT 1)) c ON true
     WHERE cardinality($1::text[]) = 0 OR k.site = ANY ($1)
     ORDER BY k.site, k.name`,
    [sites],
  );
  return found.rows.map((row) => ({ ...row, dropped: Number(row.dropped) }));
}

/** Batches that were put aside in the last day, by the name of the kiosk in their topic. */
export async function putAsideByKiosk(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const found = await pool.query<{ kiosk: string; count: string }>(
    `SELECT kiosk, sum(count) AS count FROM fleet.put_aside
     WHERE last_at > now() - interval '1 day' GROUP BY kiosk ORDER BY kiosk LIMIT 5000`,
  );
  return new Map(found.rows.map(({ kiosk, count }) => [kiosk, Number(count)]));
}
