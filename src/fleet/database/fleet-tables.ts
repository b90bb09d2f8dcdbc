import { FLEET_COLUMNS, type FleetColumn, type FleetKind } from '../../core/fleet-protocol.js';

/** How PostgreSQL stores one kind of rows: its own table `fleet.<kind>`, a partition a month. */
interface FleetTable {
  readonly kind: FleetKind;
  /** Column of a row's own number; null for minutes, whose key is their start. */
  readonly keyColumn: string | null;
  /** Column by which the table is parted. */
  readonly timeColumn: string;
  /** Whether an operator may correct that time. */
  readonly moves: boolean;
}

export const FLEET_TABLES: Readonly<Record<FleetKind, FleetTable>> = {
  minutes: { kind: 'minutes', keyColumn: null, timeColumn: 'start_at', moves: false },
  visits: { kind: 'visits', keyColumn: 'visit', timeColumn: 'first_seen_at', moves: false },
  contents: { kind: 'contents', keyColumn: 'showing', timeColumn: 'start_at', moves: true },
  events: { kind: 'events', keyColumn: 'event', timeColumn: 'at', moves: false },
};

/** Moments are `timestamptz` and lose the unit in their names. */
export function columnName({ name, type }: FleetColumn): string {
  if (type !== 'moment') return name;
  return name === 'at_ms' ? 'at' : name.replace(/_ms$/, '_at');
}

const SQL_TYPES: Readonly<Record<FleetColumn['type'], string>> = {
  whole: 'integer',
  big: 'bigint',
  real: 'double precision',
  flag: 'boolean',
  moment: 'timestamptz',
  text: 'text',
  json: 'jsonb',
  bytes: 'bytea',
};

/** `name type [NOT NULL]` of every column of a kind behind its key. */
export function columnsSql(kind: FleetKind, isStaging = false): string {
  return FLEET_COLUMNS[kind]
    .map((column) => {
      const declared = `${columnName(column)} ${SQL_TYPES[column.type]}`;
      return column.nullable || isStaging ? declared : `${declared} NOT NULL`;
    })
    .join(', ');
}

export function columnNames(kind: FleetKind): readonly string[] {
  return FLEET_COLUMNS[kind].map(columnName);
}

/** Columns of minutes and hours that may be added up. */
export const SUM_COLUMNS: readonly string[] = columnNames('minutes').filter(
  (name) => name !== 'faces_seen',
);

/** What identifies a row, the time included, since it names the partition. */
export function keyColumns(kind: FleetKind): readonly string[] {
  const { keyColumn, timeColumn } = FLEET_TABLES[kind];
  return keyColumn === null
    ? ['kiosk_id', timeColumn, 'history_id', 'span']
    : ['kiosk_id', 'history_id', keyColumn, timeColumn];
}

/** Tables of which each month has a partition. */
export const PARTED_TABLES = ['minutes', 'visits', 'contents', 'events', 'hours'] as const;
export type PartedTable = (typeof PARTED_TABLES)[number];

export function timeColumnOf(table: PartedTable): string {
  return table === 'hours' ? 'start_at' : FLEET_TABLES[table].timeColumn;
}
