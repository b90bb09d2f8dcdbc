import type { TimeZone } from '../core/time-zone.js';

/**
 * `time`: epoch milliseconds, written as ISO 8601 in UTC, in Parquet as a timestamp;
 * `long`: an integer beyond 32 bits; `flag`: true or false.
 */
export type ColumnKind = 'time' | 'long' | 'integer' | 'fraction' | 'text' | 'flag';

export type CellValue = number | string | boolean | null;

/** One column of a table: what it is called and means, and how it is read from a row. */
export interface TableColumn<Row> {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Unit of the numbers, or null where there is none. */
  readonly unit: string | null;
  readonly nullable: boolean;
  readonly description: string;
  value(row: Row, zone: TimeZone): CellValue;
}

/** Some rows of a table. */
export interface TableRows<Row> {
  /** Calls `read` with each row in turn. */
  readable(read: (row: Row) => void): void;
}

/** Turns rows into the bytes of one format; holds no more of them than a row group. */
export interface TableEncoder<Row> {
  begin(): Uint8Array;
  rows(rows: TableRows<Row>): Uint8Array;
  end(): Uint8Array;
}
