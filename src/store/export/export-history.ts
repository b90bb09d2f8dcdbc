import { setImmediate as nextTurn } from 'node:timers/promises';
import { EkspresiError } from '../../core/errors.js';
import type { ExportFormat, ExportLevel } from '../../core/export-format.js';
import { timeZone } from '../../core/time-zone.js';
import { schemaVersion } from '../../sqlite/schema-version.js';
import { sqliteCode } from '../../sqlite/sqlite-code.js';
import { TABLE_ENCODERS } from '../../tables/table-encoders.js';
import { openReader } from '../database/connections.js';
import { existingDatabasePath } from '../database/data-folder.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import { requireRange } from '../queries/query-arguments.js';
import { HISTORY_NOTE } from '../schema/migrate.js';
import { migrations, SCHEMA_VERSION } from '../schema/migrations.js';
import { EXPORT_COLUMNS, siteColumns } from './export-columns.js';
import { exportPages } from './export-pages.js';

export interface ExportRequest {
  readonly dataDir: string;
  /** UTC epoch milliseconds, inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  readonly level: ExportLevel;
  readonly format: ExportFormat;
  /** IANA zone of the local time columns; UTC columns are always there. Default UTC. */
  readonly timeZone?: string;
  /** Names that each row is to carry, so that files of several boxes can be put together. */
  readonly site?: { readonly name: string; readonly box: string } | undefined;
  /** Called after each page with the number of rows written so far. */
  readonly onProgress?: (rows: number) => void;
  /** Called at the end where rows were left out, since damage has made them impossible. */
  readonly onUnreadable?: (rows: number) => void;
}

/** Rows per query: few, so that the daemon's other work gets its turn between. */
const PAGE_ROWS = 1000;

/**
 * The history of a range as a stream of bytes, each stored row once, in constant memory.
 * Works beside a running daemon. Ending the iteration early closes the database.
 *
 * @throws EkspresiError USAGE, STORE_MISSING, STORE_TOO_NEW, STORE_CORRUPT
 */
export async function* exportHistory(request: ExportRequest): AsyncGenerator<Uint8Array> {
  const { level, format, onProgress } = request;
  const range = requireRange({ fromMs: request.fromMs, toMs: request.toMs });
  const zone = timeZone(request.timeZone ?? 'UTC');
  const path = existingDatabasePath(request.dataDir);
  const statements = openForExport(path);
  try {
    const columns = [...EXPORT_COLUMNS[level], ...siteColumns(request.site)];
    const encoder = TABLE_ENCODERS[format](columns, zone);
    let rows = 0;
    let unreadable = 0;
    yield* nonEmpty(encoder.begin());
    for (const page of exportPages(statements, level, range, PAGE_ROWS)) {
      yield* nonEmpty(encoder.rows(page));
      rows += page.length - page.unreadable;
      unreadable += page.unreadable;
      onProgress?.(rows);
      await nextTurn();
    }
    yield* nonEmpty(encoder.end());
    if (unreadable > 0) request.onUnreadable?.(unreadable);
  } catch (error) {
    throw sqliteCode(error) === null ? error : describeSqliteFailure(error, path);
  } finally {
    statements.db.close();
  }
}

function* nonEmpty(chunk: Uint8Array): Generator<Uint8Array> {
  if (chunk.length > 0) yield chunk;
}

function openForExport(path: string): PreparedStatements {
  let statements: PreparedStatements | null = null;
  try {
    statements = new PreparedStatements(openReader(path));
    const version = schemaVersion(statements.db, HISTORY_NOTE, migrations);
    if (version === SCHEMA_VERSION) return statements;
    throw new EkspresiError('export-schema-mismatch', {
      ...{ path, version: String(version), known: SCHEMA_VERSION },
    });
  } catch (error) {
    statements?.db.close();
    throw describeSqliteFailure(error, path);
  }
}
