import type { Statements } from '../database/statements.js';
import { DURATION_COLUMNS, expressionNumber, expressionOfNumber } from '../expression-columns.js';
import type { FaceFilter, FaceOrder, FaceRow, Page } from '../store-queries.js';
import { decodeCursor, encodeCursor, requireCount, requireRange } from './query-arguments.js';

const DAY_MS = 86_400_000;

type StoredFace = Readonly<Record<string, number>> & { readonly blink_count: number | null };

/** Sorting key of each order; -1 stands for blinks that were not counted. */
const ORDERS: Readonly<Record<FaceOrder, { readonly key: string; readonly descending: boolean }>> =
  {
    newest: { key: 'first_seen_ms', descending: true },
    oldest: { key: 'first_seen_ms', descending: false },
    longest: { key: 'dwell_ms', descending: true },
    shortest: { key: 'dwell_ms', descending: false },
    'most-blinks': { key: 'coalesce(blink_count, -1)', descending: true },
  };

function faceRow(row: StoredFace): FaceRow {
  const value = (column: string) => row[column] ?? 0;
  return {
    id: value('id'),
    runId: value('run_id'),
    trackId: value('track_id'),
    firstSeenMs: value('first_seen_ms'),
    lastSeenMs: value('last_seen_ms'),
    dwellMs: value('dwell_ms'),
    present: value('present') === 1,
    blinkCount: row.blink_count,
    dominant: expressionOfNumber(value('dominant')),
    expressionMs: DURATION_COLUMNS.map(value),
    observations: value('observations'),
  };
}

/** See StoreQueries.face. */
export function faceById(statements: Statements, faceId: number): FaceRow | null {
  const row = statements.get<StoredFace>('SELECT * FROM faces WHERE id = ?', faceId);
  return row === undefined ? null : faceRow(row);
}

/** Beyond this the longest stays are found sooner in the order of stays than in that of time. */
const WIDE_RANGE_MS = 7 * DAY_MS;

/**
 * See StoreQueries.faces. The choice is made on one index, `faces_time` or `faces_dwell`,
 * which hold the columns of the filter; only the rows of the page are then read.
 */
export function facesPage(statements: Statements, filter: FaceFilter): Page<FaceRow> {
  const { fromMs, toMs } = requireRange(filter.range);
  const limit = requireCount(filter.limit, 50, 500);
  const { key, descending } = ORDERS[filter.order ?? 'newest'];
  const after = decodeCursor(filter.cursor);
  const direction = descending ? 'DESC' : 'ASC';
  const beyond = descending ? '<' : '>';
  const byDwell = key === 'dwell_ms' && toMs - fromMs > WIDE_RANGE_MS;
  // A unary plus keeps the planner from the index of time.
  const firstSeen = byDwell ? '+first_seen_ms' : 'first_seen_ms';
  const values: number[] = [fromMs - DAY_MS, toMs, fromMs];
  let condition = '';
  if (filter.dominant !== undefined) {
    condition += ' AND dominant = ?';
    values.push(expressionNumber(filter.dominant));
  }
  if (filter.minDwellMs !== undefined) {
    condition += ' AND dwell_ms >= ?';
    values.push(filter.minDwellMs);
  }
  if (after !== null) {
    condition += ` AND (${key} ${beyond} ? OR (${key} = ? AND id ${beyond} ?))`;
    values.push(after.key, after.key, after.id);
  }
  const rows = statements.all<StoredFace & { readonly sort_key: number }>(
    `SELECT f.*, c.sort_key FROM (
       SELECT id, ${key} AS sort_key FROM faces
       WHERE ${firstSeen} >= ? AND ${firstSeen} < ? AND last_seen_ms >= ? ${condition}
       ORDER BY sort_key ${direction}, id ${direction} LIMIT ?
     ) c JOIN faces f ON f.id = c.id ORDER BY c.sort_key ${direction}, c.id ${direction}`,
    ...values,
    limit,
  );
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    rows: rows.map(faceRow),
    nextCursor:
      last === undefined ? null : encodeCursor({ key: last.sort_key ?? 0, id: last.id ?? 0 }),
  };
}
