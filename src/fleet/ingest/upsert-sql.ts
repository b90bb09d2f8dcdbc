import type { FleetKind } from '../../core/fleet-protocol.js';
import { columnNames, FLEET_TABLES, keyColumns } from '../database/fleet-tables.js';
import { countHoursSql } from '../database/migrations.js';
import { stagedName } from './staging.js';

/**
 * What brings the staged rows of a kind into its table, in this order. Each statement may be
 * repeated: a row replaces another of its key only where its number is greater.
 */
export function upsertSteps(kind: FleetKind): readonly string[] {
  const steps = [
    rememberRemoved(kind),
    deleteRemoved(kind),
    ...(FLEET_TABLES[kind].moves ? [deleteMoved(kind)] : []),
    insertNewer(kind),
  ];
  return kind === 'minutes' ? [...steps, COUNT_HOURS] : steps;
}

/** The newest of each key among the staged; the others count for nothing. */
const newestSql = (kind: FleetKind) =>
  `SELECT DISTINCT ON (kiosk_id, history_id, key, span) * FROM staged_${kind}
   ORDER BY kiosk_id, history_id, key, span, number DESC`;

const rememberRemoved = (kind: FleetKind) =>
  `INSERT INTO fleet.removed (kiosk_id, history_id, kind, key, span, number)
   SELECT kiosk_id, history_id, '${kind}', key, span, number FROM (${newestSql(kind)}) s WHERE gone
   ON CONFLICT (kiosk_id, history_id, kind, key, span) DO UPDATE
   SET number = excluded.number, removed_at = now() WHERE excluded.number > removed.number`;

const isSameKey = (kind: FleetKind) => {
  const { keyColumn } = FLEET_TABLES[kind];
  const own =
    keyColumn === null ? 't.start_at = s.start_at AND t.span = s.span' : `t.${keyColumn} = s.key`;
  return `t.kiosk_id = s.kiosk_id AND t.history_id = s.history_id AND ${own}`;
};

const deleteRemoved = (kind: FleetKind) =>
  `DELETE FROM fleet.${kind} t USING staged_${kind} s
   WHERE s.gone AND ${isSameKey(kind)} AND t.number < s.number`;

/** The time is part of the key, as it names the partition: a corrected one leaves its old row. */
const deleteMoved = (kind: FleetKind) => {
  const { timeColumn } = FLEET_TABLES[kind];
  return `DELETE FROM fleet.${kind} t USING staged_${kind} s
   WHERE NOT s.gone AND ${isSameKey(kind)} AND t.number < s.number
     AND t.${timeColumn} <> s.${stagedName(timeColumn)}`;
};

const insertNewer = (kind: FleetKind) => {
  const { keyColumn, moves } = FLEET_TABLES[kind];
  const keys = keyColumn === null ? ['start_at', 'span', 'parts'] : [keyColumn];
  const names = columnNames(kind);
  const all = ['kiosk_id', 'history_id', ...keys, 'number', ...names];
  const from = [
    ...['s.kiosk_id', 's.history_id'],
    ...(keyColumn === null ? ['s.start_at', 's.span', 's.parts'] : ['s.key']),
    's.number',
    ...names.map((name) => `s.${stagedName(name)}`),
  ];
  const conflict = keyColumns(kind);
  const updated = all.filter((name) => !conflict.includes(name));
  // A row that moved in time and came late has a newer one elsewhere.
  const isNewest = moves
    ? `AND NOT EXISTS (SELECT FROM fleet.${kind} t WHERE ${isSameKey(kind)}
         AND t.number >= s.number)`
    : '';
  return `INSERT INTO fleet.${kind} (${all.join(', ')})
   SELECT ${from.join(', ')} FROM (${newestSql(kind)}) s
   WHERE NOT s.gone ${isNewest} AND NOT EXISTS (
     SELECT FROM fleet.removed r
     WHERE r.kiosk_id = s.kiosk_id AND r.history_id = s.history_id AND r.kind = '${kind}'
       AND r.key = s.key AND r.span = s.span AND r.number > s.number)
   ON CONFLICT (${conflict.join(', ')}) DO UPDATE
   SET ${updated.map((name) => `${name} = excluded.${name}`).join(', ')}
   WHERE excluded.number > ${kind}.number`;
};

const COUNT_HOURS = countHoursSql(
  `SELECT DISTINCT kiosk_id, date_trunc('hour', start_at, 'UTC') AS hour FROM staged_minutes`,
);
