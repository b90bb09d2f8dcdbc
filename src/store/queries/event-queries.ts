import type { PreparedStatements } from '../database/prepared-statements.js';
import { UnreadableRow } from '../measure-columns.js';
import type { EventFilter, EventLevel, EventRow, Page, RunRow } from '../store-queries.js';
import { decodeCursor, encodeCursor, requireCount, requireRange } from './query-arguments.js';
import { readableRows, storedMoment } from './readable-rows.js';

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

/** @throws UnreadableRow */
function eventRow(row: StoredEvent): EventRow {
  if (!LEVELS.has(row.level)) throw new UnreadableRow('level', row.level);
  return {
    id: row.id,
    atMs: storedMoment('at_ms', row.at_ms),
    level: row.level,
    kind: row.kind,
    message: row.message,
    details: row.details === null ? null : parsedDetails(row.details),
  };
}

const LEVELS: ReadonlySet<EventLevel> = new Set(['info', 'warning', 'error']);

function parsedDetails(text: string): Readonly<Record<string, unknown>> {
  try {
    const details: unknown = JSON.parse(text);
    if (typeof details === 'object' && details !== null) return details as Record<string, unknown>;
  } catch {
    // Told below, as JSON that is no object.
  }
  throw new UnreadableRow('details', text);
}

interface StoredRun {
  readonly id: number;
  readonly started_at_ms: number;
  readonly last_commit_ms: number;
  readonly ended_cleanly: number;
  readonly version: string;
  readonly name: string;
  readonly model: string | null;
  readonly engine: string | null;
}

/** See StoreQueries.runs. The end of a run is its last commit; the newest may still go on. */
export function latestRuns(statements: PreparedStatements, limit?: number): readonly RunRow[] {
  return statements
    .all<StoredRun>(
      'SELECT r.*, c.name FROM runs r JOIN cameras c ON c.id = r.camera_id ORDER BY r.id DESC LIMIT ?',
      requireCount(limit, 20, 100),
    )
    .map((row) => ({
      id: row.id,
      startedAtMs: row.started_at_ms,
      lastCommitAtMs: row.last_commit_ms,
      endedCleanly: row.ended_cleanly === 1,
      version: row.version,
      source: row.name,
      model: row.model,
      engine: row.engine,
    }));
}
