import type { ClientBase } from 'pg';
import { FLEET_KINDS, type FleetBatch, type FleetKind } from '../../core/fleet-protocol.js';
import { columnNames, FLEET_TABLES } from '../database/fleet-tables.js';
import { copyRows, createStaging, type StagedRow } from './staging.js';
import { upsertSteps } from './upsert-sql.js';

const DAY_MS = 86_400_000;

/** What became of a batch. `stranger`: its process does not own its history. */
export type Outcome = 'committed' | 'stranger';

interface KnownHistory {
  readonly id: number;
  readonly kioskId: number;
  readonly owner: string | null;
}

/**
 * Writes batches into PostgreSQL: by COPY into a staging table, from there by one idempotent upsert
 * a kind, with the cursors in the same transaction. One connection; one call at a time.
 */
export class BatchWriter {
  readonly #client: ClientBase;
  readonly #makePartitions: (momentsMs: readonly number[]) => Promise<void>;
  #isReady = false;

  constructor(client: ClientBase, makePartitions: (momentsMs: readonly number[]) => Promise<void>) {
    this.#client = client;
    this.#makePartitions = makePartitions;
  }

  /**
   * All of them in one transaction, or none.
   *
   * @returns what became of each, once it is committed
   * @throws the database's error
   */
  async write(batches: readonly FleetBatch[]): Promise<readonly Outcome[]> {
    if (!this.#isReady) await createStaging(this.#client);
    this.#isReady = true;
    await this.#makePartitions(batches.flatMap(momentsOf));
    await this.#client.query('BEGIN');
    try {
      const outcomes = await this.#writeAll(batches);
      await this.#client.query('COMMIT');
      return outcomes;
    } catch (error) {
      await this.#client.query('ROLLBACK').catch(() => {});
      throw error;
    }
  }

  async #writeAll(batches: readonly FleetBatch[]): Promise<readonly Outcome[]> {
    const histories = await this.#histories(batches);
    const staged = new Map<FleetKind, StagedRow[]>();
    const outcomes = batches.map((batch): Outcome => {
      const sender = histories.get(`${batch.kiosk} ${batch.history}`);
      const rowsOf = histories.get(`${batch.kiosk} ${batch.rowsOf}`);
      if (sender === undefined || rowsOf === undefined) return 'stranger';
      if (sender.owner !== batch.instance) return 'stranger';
      const rows = staged.get(batch.kind) ?? [];
      staged.set(batch.kind, rows);
      for (const row of batch.rows) {
        rows.push({ ...row, kioskId: sender.kioskId, historyId: rowsOf.id });
      }
      return 'committed';
    });
    for (const kind of FLEET_KINDS) {
      const rows = staged.get(kind);
      if (rows === undefined || rows.length === 0) continue;
      await copyRows(this.#client, kind, rows);
      for (const step of upsertSteps(kind)) await this.#client.query(step);
    }
    for (const [i, { kiosk, history, kind, cursor }] of batches.entries()) {
      const known = histories.get(`${kiosk} ${history}`);
      if (outcomes[i] !== 'committed' || known === undefined) continue;
      await this.#moveCursor(known, kind, cursor);
    }
    return outcomes;
  }

  /**
   * Locks the kiosks of the batches, so that nobody else counts their hours meanwhile, in an order
   * that everybody keeps.
   */
  async #histories(batches: readonly FleetBatch[]): Promise<ReadonlyMap<string, KnownHistory>> {
    const names = [...new Set(batches.map(({ kiosk }) => kiosk))];
    const kiosks = await this.#client.query<{ id: number; name: string }>(
      'SELECT id, name FROM fleet.kiosks WHERE name = ANY ($1) ORDER BY id FOR UPDATE',
      [names],
    );
    const ids = new Map(kiosks.rows.map(({ id, name }) => [name, id]));
    const wanted = batches.flatMap(({ kiosk, rowsOf }) => {
      const id = ids.get(kiosk);
      return id === undefined ? [] : [{ id, rowsOf }];
    });
    await this.#client.query(
      `INSERT INTO fleet.histories (kiosk_id, history)
       SELECT DISTINCT kiosk_id, history FROM unnest($1::integer[], $2::uuid[])
         AS w (kiosk_id, history)
       WHERE EXISTS (SELECT FROM fleet.histories h WHERE h.kiosk_id = w.kiosk_id)
       ON CONFLICT DO NOTHING`,
      [wanted.map(({ id }) => id), wanted.map(({ rowsOf }) => rowsOf)],
    );
    const found = await this.#client.query<KnownHistory & { kiosk: string; history: string }>(
      `SELECT h.id, h.kiosk_id AS "kioskId", h.owner::text, h.history::text, k.name AS kiosk
       FROM fleet.histories h JOIN fleet.kiosks k ON k.id = h.kiosk_id WHERE k.name = ANY ($1)`,
      [names],
    );
    return new Map(found.rows.map((row) => [`${row.kiosk} ${row.history}`, row]));
  }

  async #moveCursor({ id, kioskId }: KnownHistory, kind: FleetKind, cursor: number): Promise<void> {
    await this.#client.query(
      `INSERT INTO fleet.cursors (kiosk_id, history_id, kind, cursor, committed_at)
       VALUES ($1, $2, $3, $4, now())
       ON CONFLICT (kiosk_id, history_id, kind) DO UPDATE
       SET cursor = greatest(cursors.cursor, excluded.cursor), committed_at = now()`,
      [kioskId, id, kind, cursor],
    );
  }
}

/** One moment of each day that a batch has rows of: enough to know their months. */
function momentsOf({ kind, rows }: FleetBatch): number[] {
  const { timeColumn, keyColumn } = FLEET_TABLES[kind];
  const place = columnNames(kind).indexOf(timeColumn);
  const days = new Set<number>();
  for (const { key, values } of rows) {
    const ms = keyColumn === null ? key : values?.[place];
    if (typeof ms === 'number') days.add(Math.floor(ms / DAY_MS));
  }
  return [...days].map((day) => day * DAY_MS);
}
