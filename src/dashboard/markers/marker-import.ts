import { setImmediate as nextTurn } from 'node:timers/promises';
import { HTTPException } from 'hono/http-exception';
import type { MarkerOrigin } from '../../core/marker.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { type MarkerFile, readMarkerCsv } from './marker-csv.js';

const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Rows of one transaction, so that frames and pages get their turn. */
const CHUNK_ROWS = 250;

interface ImportOutcome extends Omit<MarkerFile, 'drafts'> {
  /** Rows of the file that could be read. */
  readonly rows: number;
  /** Stored; less than `rows` where some were there already, or none for a wrong row. */
  readonly stored: number;
}

/**
 * Imports a CSV file of markers. With a wrong row nothing is stored, unless `skipWrong`.
 *
 * @throws EkspresiError as {@link readMarkerCsv}; HTTPException 413 for a file that is too large
 */
export async function importMarkers(
  content: AsyncIterable<Uint8Array>,
  deps: DashboardDeps,
  how: {
    readonly skipWrong: boolean;
    readonly timeZone: string;
    readonly origin: MarkerOrigin;
  },
): Promise<ImportOutcome> {
  const text = await readText(content);
  const { drafts, wrong, wrongCount } = readMarkerCsv(text, {
    nowMs: deps.clock.nowMs(),
    oldestMs: deps.queries.databaseInfo().oldestRollupMs,
    timeZone: how.timeZone,
  });
  let stored = 0;
  if (wrongCount === 0 || how.skipWrong) {
    for (let i = 0; i < drafts.length; i += CHUNK_ROWS) {
      stored += deps.markers.setAll(drafts.slice(i, i + CHUNK_ROWS), how.origin);
      await nextTurn();
    }
  }
  return { rows: drafts.length, stored, wrong, wrongCount };
}

async function readText(content: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    if (bytes > MAX_FILE_BYTES) throw new HTTPException(413);
    chunks.push(chunk.slice());
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
