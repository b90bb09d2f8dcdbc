import type { StoredRow } from './export-column.js';

/** Turns rows into the bytes of one format; holds no more than one page of them. */
export interface RowEncoder {
  begin(): Uint8Array;
  rows(rows: readonly StoredRow[]): Uint8Array;
  end(): Uint8Array;
}
