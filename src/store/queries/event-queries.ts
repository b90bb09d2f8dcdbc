import { type StoredRow, UnreadableRow } from '../../sqlite/unreadable-row.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { EventFilter, EventLevel, EventRow, Page, RunRow } from '../store-queries.js';
import { decodeCursor, encodeCursor, requireCount, requireRange } from './query-arguments.js';
import {
  type ReadableRows,
  readableRows,
  requireText,
  storedDetails,
  storedMoment,
} from './readable-rows.js';

interface StoredEvent {
  readonly id: number;
  readonly at_ms: number;
  readonly level: EventLevel;
  readonly kind: string;
  readonly message: string;
  readonly details: string | null;
}

/** See StoreQueries.events. In the order of recording, which a jump of the clock keeps. */
export function eventsPage(statements: PreparedStatements, filter: EventFilter): Page<EventRow> {
  const limit = requireCount(filter.limit, 50, 500);
  const before = decodeCursor(filter.cursor);
  const conditions: string[] = ['id < ?'];
  const values: (number | string)[] = [before?.id ?? Number.MAX_SAFE_INTEGER];
  if (filter.range !== undefined) {
    const { fromMs, toMs } = requireRange(filter.range);
    conditions.push('at_ms >= ?', 'at_ms < ?');
    values.push(fromMs, toMs);
  }
  for (const column of ['level', 'kind'] as const) {
    const wanted = filter[column];
    if (wanted === undefined) continue;
    conditions.push(`${column} = ?`);
    values.push(wanted);
  }
  const rows = statements.all<StoredEvent>(
    `SELECT * FROM events WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`,
    ...values,
    limit,
  );
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    ...readableRows(rows, eventRow),
    nextCursor: last === undefined ? null : encodeCursor({ key: last.at_ms, id: last.id }),
  };
}

/** For a recovery. @throws UnreadableRow */
export function requireReadableEvent(row: StoredRow): void {
  const columns = ['id', 'at_ms', 'level', 'kind', 'message', 'details'];
  const stored = Object.fromEntries(columns.map((column) => [column, row.get(column)]));
  eventRow(stored as unknown as StoredEvent);
}

/** @throws UnreadableRow */
function eventRow(row: StoredEvent): EventRow {
  if (!LEVELS.has(row.level)) throw new UnreadableRow('level', row.level);
  for (const column of ['kind', 'message', 'details'] as const) {
    const isText =
      typeof row[column] === 'string' || (column === 'details' && row.details === null);
    if (!isText) throw new UnreadableRow(column, row[column]);
  }
  return {
    id: row.id,
    atMs: storedMoment('at_ms', row.at_ms),
    level: row.level,
    kind: row.kind,
    message: row.message,
    details: row.details === null ? null : storedDetails(row.details),
  };
}

const LEVELS: ReadonlySet<EventLevel> = new Set(['info', 'warning', 'error']);

interface StoredRun {
  readonly id: number;
  readonly started_at_ms: number;
  readonly last_commit_ms: number;
  readonly ended_cleanly: number;
  readonly version: string;
  /** Null where damage has taken the camera. */
  readonly name: string | null;
  readonly model: string | null;
  readonly engine: string | null;
}

/** See StoreQueries.runs. The end of a run is its last commit; the newest may still go on. */
export function latestRuns(statements: PreparedStatements, limit?: number): ReadableRows<RunRow> {
  const rows = statements.all<StoredRun>(
    'SELECT r.*, c.name FROM runs r LEFT JOIN cameras c ON c.id = r.camera_id ORDER BY r.id DESC LIMIT ?',
    requireCount(limit, 20, 100),
  );
  return readableRows(rows, runRow);
}

/** For a recovery. @throws UnreadableRow */
export function requireReadableRun(row: StoredRow): void {
  for (const column of ['started_at_ms', 'last_commit_ms']) storedMoment(column, row.get(column));
  requireText('version', row.get('version'));
}

/** @throws UnreadableRow */
function runRow(row: StoredRun): RunRow {
  return {
    id: row.id,
    startedAtMs: storedMoment('started_at_ms', row.started_at_ms),
    lastCommitAtMs: storedMoment('last_commit_ms', row.last_commit_ms),
    endedCleanly: row.ended_cleanly === 1,
    version: requireText('version', row.version),
    source: row.name === null ? '?' : requireText('name', row.name),
    model: row.model === null ? null : requireText('model', row.model),
    engine: row.engine === null ? null : requireText('engine', row.engine),
  };
}
