import { EXPRESSIONS } from '../../core/expression.js';
import { type StoredRow, UnreadableRow } from '../../sqlite/unreadable-row.js';
import { storedMoment } from '../queries/readable-rows.js';
import { localIsoTime } from './local-time.js';
import type { CellValue, ColumnKind, ExportColumn } from './row-page.js';

export type Read = ExportColumn['value'];

/** A column that has a value in every row. */
export const column = (
  name: string,
  kind: ColumnKind,
  unit: string | null,
  description: string,
  value: Read,
): ExportColumn => ({
  ...{ name, kind, unit, nullable: false, description },
  value: (row, zone) => requireFitting(name, kind, value(row, zone)),
});

const MOST: Readonly<Partial<Record<ColumnKind, number>>> = {
  integer: 0x7fff_ffff,
  long: Number.MAX_SAFE_INTEGER,
  fraction: Number.MAX_VALUE,
};

/** @throws UnreadableRow for a value that the formats cannot hold, as only damage makes it. */
function requireFitting(name: string, kind: ColumnKind, value: CellValue): CellValue {
  const most = MOST[kind];
  if (value === null || most === undefined) return value;
  const isWhole = kind === 'fraction' || Number.isInteger(value);
  if (typeof value === 'number' && isWhole && Math.abs(value) <= most) return value;
  throw new UnreadableRow(name, value);
}

export const nullable = (always: ExportColumn): ExportColumn => ({ ...always, nullable: true });

export const stored = (name: string) => (row: StoredRow) => row.get(name);

export const flag = (name: string) => (row: StoredRow) => row.get(name) === 1;

export const quotient =
  (sum: string, count: string) =>
  (row: StoredRow): CellValue => {
    const n = row.get(count) ?? 0;
    return n === 0 ? null : (row.get(sum) ?? 0) / n;
  };

/** A column of whole numbers that every row has. */
export const counted = (name: string, description: string, source = name) =>
  column(name, 'integer', null, description, stored(source));

const momentOf = (source: string) => (row: StoredRow) => storedMoment(source, row.get(source));

/** The moment three ways: for people, for programs, and as the clock on the wall showed it. */
export const moment = (name: string, source: string, what: string): ExportColumn[] => [
  column(name, 'time', 'UTC', `${what}, ISO 8601 in UTC.`, momentOf(source)),
  column(`${name}_ms`, 'long', 'ms', `${what}, ms since 1970-01-01 UTC.`, momentOf(source)),
  column(
    `${name}_local`,
    'text',
    null,
    `${what}, ISO 8601 in the zone of \`time_zone\`, with its offset.`,
    (row, zone) => localIsoTime(momentOf(source)(row), zone),
  ),
];

export const timeZoneName = column(
  'time_zone',
  'text',
  null,
  'IANA name of the zone of the local times.',
  (_row, zone) => zone.name,
);

export const durations = (what: string): ExportColumn[] =>
  EXPRESSIONS.map((name) =>
    column(
      `${name}_ms`,
      'integer',
      'ms',
      `${what} with the expression *${name}*.`,
      stored(`${name}_ms`),
    ),
  );
