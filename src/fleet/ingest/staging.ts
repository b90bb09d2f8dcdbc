import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import {
  FLEET_COLUMNS,
  FLEET_KINDS,
  type FleetColumn,
  type FleetKind,
  type FleetRow,
  type FleetValue,
} from '../../core/fleet-protocol.js';
import { columnNames, columnsSql, FLEET_TABLES } from '../database/fleet-tables.js';

/** One row with the numbers of its kiosk and its history. */
export interface StagedRow extends FleetRow {
  readonly kioskId: number;
  readonly historyId: number;
}

const CHUNK_CHARACTERS = 256 * 1024;

/** Makes the tables of this connection that batches are copied into; each commit empties them. */
export async function createStaging(client: ClientBase): Promise<void> {
  for (const kind of FLEET_KINDS) {
    await client.query(
      `CREATE TEMP TABLE IF NOT EXISTS staged_${kind} (kiosk_id integer, history_id integer,
         number bigint, key bigint, start_at timestamptz, span smallint, parts smallint[],
         gone boolean, ${stagedColumns(kind)}) ON COMMIT DELETE ROWS`,
    );
  }
}

/** A kind with a `start_at` of its own has it in the general columns already. */
function stagedColumns(kind: FleetKind): string {
  return columnsSql(kind, true).replace(/\bstart_at\b/, 'own_start_at');
}

/** Name of a kind's column in the staging table. */
export function stagedName(column: string): string {
  return column === 'start_at' ? 'own_start_at' : column;
}

/** Copies rows into the staging table of their kind (COPY's text format). */
export async function copyRows(
  client: ClientBase,
  kind: FleetKind,
  rows: readonly StagedRow[],
): Promise<void> {
  const names = columnNames(kind).map(stagedName).join(', ');
  const sink = client.query(
    copyFrom(
      `COPY staged_${kind} (kiosk_id, history_id, number, key, start_at, span, parts, gone, ${names})
       FROM STDIN`,
    ),
  );
  await pipeline(copyText(kind, rows), sink);
}

function* copyText(kind: FleetKind, rows: readonly StagedRow[]): Generator<string> {
  let text = '';
  for (const row of rows) {
    text += copyLine(kind, row);
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

const NULL = '\\N';

/** One line of COPY's text format: tabs between values, `\N` for null. */
export function copyLine(kind: FleetKind, row: StagedRow): string {
  const { kioskId, historyId, number, key, span, parts, values } = row;
  const columns = FLEET_COLUMNS[kind];
  const isMinute = FLEET_TABLES[kind].keyColumn === null;
  const fields = [
    ...[kioskId, historyId, number, key, isMinute ? new Date(key).toISOString() : NULL, span],
    parts === null ? NULL : `{${parts.join(',')}}`,
    values === null ? 't' : 'f',
    ...columns.map((column, i) => (values === null ? NULL : copyField(column, values[i] ?? null))),
  ];
  return `${fields.join('\t')}\n`;
}

function copyField({ type }: FleetColumn, value: FleetValue): string {
  if (value === null) return NULL;
  switch (type) {
    case 'flag':
      return value === true ? 't' : 'f';
    case 'moment':
      return new Date(value as number).toISOString();
    case 'bytes':
      return `\\\\x${Buffer.from(value as string, 'base64').toString('hex')}`;
    case 'text':
    case 'json':
      return escaped(value as string);
    default:
      return String(value);
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\\t\n\r]/g, (sign) => ESCAPES[sign] ?? sign);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};
