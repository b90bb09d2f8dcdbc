import type { TimeZone } from '../../core/time-zone.js';
import type { StoredRow } from '../measure-columns.js';

/**
 * `time`: epoch milliseconds, written as ISO 8601 in UTC, in Parquet as a timestamp;
 * `long`: an integer beyond 32 bits; `flag`: true or false.
 */
export type ColumnKind = 'time' | 'long' | 'integer' | 'fraction' | 'text' | 'flag';

export type CellValue = number | string | boolean | null;

/** One column of an export: what it is called and means, and how it is read from a row. */
export interface ExportColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Unit of the numbers, or null where there is none. */
  readonly unit: string | null;
  readonly nullable: boolean;
  readonly description: string;
  value(row: StoredRow, zone: TimeZone): CellValue;
}
