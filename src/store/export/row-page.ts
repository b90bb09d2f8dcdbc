import type { TimeZone } from '../../core/time-zone.js';
import { type StoredRow, UnreadableRow } from '../../sqlite/unreadable-row.js';

/**
 * Some rows of a query as arrays. `at` moves the one row object of the page, which is thus
 * only good until the next call: millions of rows need no object each.
 */
export class RowPage {
  readonly #rows: readonly (readonly (number | null)[])[];
  readonly #places: ReadonlyMap<string, number>;
  #current: readonly (number | null)[] = [];
  readonly #row: StoredRow = {
    get: (column) => this.#current[this.#placeOf(column)] ?? null,
  };

  constructor(table: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (number | null)[])[];
  }) {
    this.#rows = table.rows;
    this.#places = new Map(table.columns.map((column, place) => [column, place]));
  }

  /** Rows that {@link readable} left out. */
  unreadable = 0;

  /** Calls `read` with each row in turn; one that damage has made impossible is counted. */
  readable(read: (row: StoredRow) => void): void {
    for (let i = 0; i < this.length; i++) {
      try {
        read(this.at(i));
      } catch (error) {
        if (!(error instanceof UnreadableRow)) throw error;
        this.unreadable++;
      }
    }
  }

  get length(): number {
    return this.#rows.length;
  }

  at(index: number): StoredRow {
    this.#current = this.#rows[index] ?? [];
    return this.#row;
  }

  #placeOf(column: string): number {
    const place = this.#places.get(column);
    if (place === undefined) throw new RangeError(`the query has no column ${column}`);
    return place;
  }
}

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

/** Turns rows into the bytes of one format; holds no more than one page of them. */
export interface RowEncoder {
  begin(): Uint8Array;
  rows(page: RowPage): Uint8Array;
  end(): Uint8Array;
}
