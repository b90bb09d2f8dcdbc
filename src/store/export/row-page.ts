import { type StoredRow, UnreadableRow } from '../../sqlite/unreadable-row.js';
import type { TableRows } from '../../tables/table-column.js';

/**
 * Some rows of a query as arrays. `at` moves the one row object of the page, which is thus
 * only good until the next call: millions of rows need no object each.
 */
export class RowPage implements TableRows<StoredRow> {
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
