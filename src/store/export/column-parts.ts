import type { CellValue, ColumnKind, TableColumn } from '../../tables/table-column.js';
import type { StoredRow } from '../measure-columns.js';

export type ExportColumn = TableColumn<StoredRow>;

export type Read = ExportColumn['value'];

/** A column that has a value in every row. */
export const column = (
  name: string,
  kind: ColumnKind,
  unit: string | null,
  description: string,
  value: Read,
): ExportColumn => ({ name, kind, unit, nullable: false, description, value });

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
