import type { ExportFormat } from '../core/export-format.js';
import { timeZone } from '../core/time-zone.js';
import { TABLE_ENCODERS } from '../tables/table-encoders.js';
import type { SessionRecord, SessionSample } from './session-record.js';
import { SESSION_COLUMNS } from './session-table.js';

/** Rows at a time, so that the other work of a kiosk gets its turn between. */
const CHUNK_ROWS = 2000;

/** The samples of a session as a table in pieces. */
export function* sessionTable(
  { samples }: Pick<SessionRecord, 'samples'>,
  format: ExportFormat,
): Generator<Uint8Array> {
  const encoder = TABLE_ENCODERS[format]<SessionSample>(SESSION_COLUMNS, timeZone('UTC'));
  yield encoder.begin();
  for (let at = 0; at < samples.length; at += CHUNK_ROWS) {
    const rows = samples.slice(at, at + CHUNK_ROWS);
    yield encoder.rows({ readable: (read) => rows.forEach(read) });
  }
  yield encoder.end();
}
