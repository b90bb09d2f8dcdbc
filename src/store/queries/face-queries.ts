import { EXPRESSIONS, type Expression } from '../../core/expression.js';
import type { StoredRow } from '../../sqlite/unreadable-row.js';
import type { AudienceRule } from '../audience.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { expressionNumber, readExpression, wholeNumber } from '../measure-columns.js';
import { DURATION_COLUMNS, readVisitSums } from '../measure-sums.js';
import type { FaceFilter, FaceOrder, FaceRow, Page, TimeRange } from '../store-queries.js';
import { decodeCursor, encodeCursor, requireCount, requireRange } from './query-arguments.js';
import { readableRows, storedMoment } from './readable-rows.js';

const DAY_MS = 86_400_000;

type StoredFace = Readonly<Record<string, number | null>>;

/** Sorting key of each order; -1 stands for blinks that were not counted. */
const ORDERS: Readonly<Record<FaceOrder, { readonly key: string; readonly descending: boolean }>> =
  {
    newest: { key: 'first_seen_ms', descending: true },
    oldest: { key: 'first_seen_ms', descending: false },
    longest: { key: 'dwell_ms', descending: true },
    shortest: { key: 'dwell_ms', descending: false },
    'most-blinks': { key: 'coalesce(blink_count, -1)', descending: true },
  };

/** A recovery asks no more of a visit than that it can be read. */
const NO_RULE: AudienceRule = { visitMs: 0, watcherMs: 0 };

/** For a recovery. @throws UnreadableRow */
export function requireReadableFace(row: StoredRow): void {
  readFace(row.get, NO_RULE);
}

function faceRow(row: StoredFace, rule: AudienceRule): FaceRow {
  return readFace((column) => row[column] ?? null, rule);
}

/** @throws UnreadableRow */
function readFace(get: StoredRow['get'], rule: AudienceRule): FaceRow {
  const value = (column: string) => get(column) ?? 0;
  return {
    id: value('id'),
    runId: value('run_id'),
    trackId: value('track_id'),
    firstSeenMs: storedMoment('first_seen_ms', get('first_seen_ms')),
    lastSeenMs: storedMoment('last_seen_ms', get('last_seen_ms')),
    dwellMs: wholeNumber({ get }, 'dwell_ms', 0),
    visitor: value('dwell_ms') >= rule.visitMs,
    present: value('present') === 1,
    blinkCount: get('blink_count') === null ? null : wholeNumber({ get }, 'blink_count', 0),
    dominant: readExpression({ get }, 'dominant'),
    expressionMs: DURATION_COLUMNS.map((column) => wholeNumber({ get }, column, 0)),
    observations: value('observations'),
    ...readVisitSums(get),
    watcher: get('looked') === null ? null : value('attention_ms') >= rule.watcherMs,
    firstLookMs: get('first_look_ms'),
  };
}

/** See StoreQueries.face. */
export function faceById(
  statements: PreparedStatements,
  faceId: number,
  rule: AudienceRule,
): FaceRow | null {
  const row = statements.get<StoredFace>('SELECT * FROM faces WHERE id = ?', faceId);
  return row === undefined
    ? null
    : (readableRows([row], (one) => faceRow(one, rule)).rows[0] ?? null);
}

/** Beyond this the first faces of an order are found sooner in that order than in that of time. */
const WIDE_RANGE_MS = 7 * DAY_MS;

/** A condition on the faces and the values for its question marks. */
interface Condition {
  readonly sql: string;
  readonly values: readonly number[];
}

/**
 * See StoreQueries.faces. The choice is made on one index, which holds the columns of the filter:
 * `faces_time`, or in a wide range `faces_dwell` or `faces_blinks`, which stand in the order asked
 * for. Only the rows of the page are then read.
 */
export function facesPage(
  statements: PreparedStatements,
  filter: FaceFilter,
  rule: AudienceRule,
): Page<FaceRow> {
  const limit = requireCount(filter.limit, 50, 500);
  const { key, descending } = ORDERS[filter.order ?? 'newest'];
  const direction = descending ? 'DESC' : 'ASC';
  const chosen = (condition: Condition) =>
    `SELECT id, ${key} AS sort_key FROM faces WHERE ${condition.sql}
     ORDER BY sort_key ${direction}, id ${direction} LIMIT ?`;
  const conditions = chosenBy(filter);
  const rows = statements.all<StoredFace & { readonly sort_key: number }>(
    `SELECT f.*, c.sort_key FROM (
       SELECT * FROM (${conditions.map((one) => `SELECT * FROM (${chosen(one)})`).join(' UNION ALL ')})
       ORDER BY sort_key ${direction}, id ${direction} LIMIT ?
     ) c JOIN faces f ON f.id = c.id ORDER BY c.sort_key ${direction}, c.id ${direction}`,
    ...conditions.flatMap(({ values }) => [...values, limit]),
    limit,
  );
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    ...readableRows(rows, (row) => faceRow(row, rule)),
    nextCursor:
      last === undefined ? null : encodeCursor({ key: last.sort_key ?? 0, id: last.id ?? 0 }),
  };
}

/** The faces of a filter: one condition, or one an expression where the index stands by those. */
function chosenBy(filter: FaceFilter): readonly Condition[] {
  const { fromMs, toMs } = requireRange(filter.range);
  const { key, descending } = ORDERS[filter.order ?? 'newest'];
  const after = decodeCursor(filter.cursor);
  const byOrder = key !== 'first_seen_ms' && toMs - fromMs > WIDE_RANGE_MS;
  // A unary plus keeps the planner from the index of time.
  const firstSeen = byOrder ? '+first_seen_ms' : 'first_seen_ms';
  const parts: string[] = [`${firstSeen} >= ? AND ${firstSeen} < ? AND last_seen_ms >= ?`];
  const values: number[] = [fromMs - DAY_MS, toMs, fromMs];
  if (filter.minDwellMs !== undefined) {
    parts.push('dwell_ms >= ?');
    values.push(filter.minDwellMs);
  }
  if (after !== null) {
    const beyond = descending ? '<' : '>';
    // The first part alone is what an index can jump to.
    parts.push(`${key} ${beyond}= ? AND (${key} ${beyond} ? OR id ${beyond} ?)`);
    values.push(after.key, after.key, after.id);
  }
  const byBlinks = byOrder && filter.order === 'most-blinks';
  const wanted = filter.dominant === undefined ? null : expressionNumber(filter.dominant);
  const dominants = wanted !== null ? [wanted] : byBlinks ? EXPRESSIONS.map((_, i) => i) : [];
  if (dominants.length === 0) return [{ sql: parts.join(' AND '), values }];
  return dominants.map((dominant) => ({
    sql: ['dominant = ?', ...parts].join(' AND '),
    values: [dominant, ...values],
  }));
}

/** See StoreQueries.visitsShowing. */
export function countVisitsShowing(
  statements: PreparedStatements,
  expression: Expression,
  leastMs: number,
  range: TimeRange,
): number {
  const { fromMs, toMs } = requireRange(range);
  const column = DURATION_COLUMNS[EXPRESSIONS.indexOf(expression)];
  const counted = statements.get<{ n: number }>(
    `SELECT count(*) AS n FROM faces
     WHERE first_seen_ms >= ? AND first_seen_ms < ? AND ${column} >= ?`,
    fromMs,
    toMs,
    leastMs,
  );
  return counted?.n ?? 0;
}
