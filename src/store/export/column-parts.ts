import { type StoredRow, UnreadableRow } from '../../sqlite/unreadable-row.js';
import type { CellValue, ColumnKind, TableColumn } from '../../tables/table-column.js';

export type ExportColumn = TableColumn<StoredRow>;

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
