import type { RowPage } from './row-page.js';

/** Turns rows into the bytes of one format; holds no more than one page of them. */
export interface RowEncoder {
  begin(): Uint8Array;
  rows(page: RowPage): Uint8Array;
  end(): Uint8Array;
}
