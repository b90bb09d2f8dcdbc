/** The integers of one row by the names of their columns; null where a row has none. */
export interface StoredRow {
  get(column: string): number | null;
}

/** A row that cannot have been written so: the file was damaged without SQLite's noticing. */
export class UnreadableRow extends Error {
  constructor(column: string, stored: unknown) {
    super(`the column ${column} cannot hold ${String(stored).slice(0, 40)}`);
  }
}
