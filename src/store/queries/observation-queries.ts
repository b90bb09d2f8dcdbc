import type { PreparedStatements } from '../database/prepared-statements.js';
import { expressionNumber } from '../measure-columns.js';
import {
  observationRow,
  SELECT_OBSERVATIONS,
  type StoredObservation,
} from '../observation-rows.js';
import { MINUTE_MS } from '../rollups/rollup-sums.js';
import type { ObservationFilter, ObservationRow, Page } from '../store-queries.js';
import {
  decodeCursor,
  encodeCursor,
  type Place,
  requireCount,
  requireRange,
} from './query-arguments.js';
import { readableRows } from './readable-rows.js';

/** A page looks at no more than this; it may then be short. */
const MINUTES_PER_PAGE = 20;
const ROWS_LOOKED_AT = 20_000;

/** Place after every row of a range that ends at `toMs`. */
function endOf(toMs: number): Place {
  return { key: toMs, id: -1 };
}

/** See StoreQueries.observations. */
export function observationsPage(
  statements: PreparedStatements,
  filter: ObservationFilter,
): Page<ObservationRow> {
  requireRange(filter.range);
  const limit = requireCount(filter.limit, 100, 500);
  const before = decodeCursor(filter.cursor) ?? endOf(filter.range.toMs);
  if (filter.faceId !== undefined) return ofFace(statements, filter, filter.faceId, before, limit);
  if (filter.expression !== undefined) return ofExpression(statements, filter, before, limit);
  return page(select(statements, filter.range.fromMs, before, limit, ''), limit);
}

/** Newest first, below `before`, down to `fromMs`. */
function select(
  statements: PreparedStatements,
  fromMs: number,
  before: Place,
  limit: number,
  condition: string,
): StoredObservation[] {
  return statements.all<StoredObservation>(
    `${SELECT_OBSERVATIONS}
     WHERE o.at_ms >= ? AND o.at_ms <= ? AND (o.at_ms < ? OR o.id < ?) ${condition}
     ORDER BY o.at_ms DESC, o.id DESC LIMIT ?`,
    fromMs,
    before.key,
    before.key,
    before.id,
    limit,
  );
}

function page(stored: readonly StoredObservation[], limit: number): Page<ObservationRow> {
  const read = readableRows(stored, observationRow);
  // A row that cannot be read may say any time.
  const [readable, any] = [read.rows.at(-1), stored.at(-1)];
  const last = readable ?? { atMs: any?.at_ms ?? 0, id: any?.id ?? 0 };
  const isEnd = stored.length < limit;
  return { ...read, nextCursor: isEnd ? null : encodeCursor({ key: last.atMs, id: last.id }) };
}

/** Skips the minutes in which no observation of that expression was stored. */
function ofExpression(
  statements: PreparedStatements,
  filter: ObservationFilter,
  before: Place,
  limit: number,
): Page<ObservationRow> {
  const { fromMs } = filter.range;
  const expression = expressionNumber(filter.expression as ObservationRow['expression']);
  const minutes = statements.all<{ start_ms: number }>(
    `SELECT start_ms FROM rollup_minute
     WHERE start_ms > ? AND start_ms <= ? AND stored_mask & ? ORDER BY start_ms DESC LIMIT ?`,
    fromMs - MINUTE_MS,
    before.key,
    1 << expression,
    MINUTES_PER_PAGE,
  );
  const rows: StoredObservation[] = [];
  let place = before;
  for (const { start_ms: startMs } of minutes) {
    const end = endOf(startMs + MINUTE_MS);
    const within = place.key < end.key ? place : end;
    const from = Math.max(startMs, fromMs);
    const left = limit - rows.length;
    rows.push(...select(statements, from, within, left, `AND o.expression = ${expression}`));
    if (rows.length === limit) return page(rows, limit);
    place = endOf(startMs);
  }
  const isEnd = minutes.length < MINUTES_PER_PAGE;
  const nextCursor = isEnd ? null : encodeCursor(place);
  return { ...readableRows(rows, observationRow), nextCursor };
}

/** In the order of recording; the cursor's key is not used. */
function ofFace(
  statements: PreparedStatements,
  filter: ObservationFilter,
  faceId: number,
  before: Place,
  limit: number,
): Page<ObservationRow> {
  const span = statements.get<{ first: number; last: number }>(
    'SELECT first_observation_id AS first, last_observation_id AS last FROM faces WHERE id = ?',
    faceId,
  );
  if (span === undefined) return { rows: [], unreadable: 0, nextCursor: null };
  const top = before.id < 0 ? span.last : Math.min(span.last, before.id - 1);
  const bottom = Math.max(span.first, top - ROWS_LOOKED_AT + 1);
  const expression = filter.expression === undefined ? -1 : expressionNumber(filter.expression);
  const rows = statements.all<StoredObservation>(
    `${SELECT_OBSERVATIONS}
     WHERE o.id BETWEEN ? AND ? AND o.face_id = ? AND o.at_ms >= ? AND o.at_ms < ?
       AND (? < 0 OR o.expression = ?)
     ORDER BY o.id DESC LIMIT ?`,
    bottom,
    top,
    faceId,
    filter.range.fromMs,
    filter.range.toMs,
    expression,
    expression,
    limit,
  );
  if (rows.length === limit || bottom <= span.first) return page(rows, limit);
  const nextCursor = encodeCursor({ key: 0, id: bottom });
  return { ...readableRows(rows, observationRow), nextCursor };
}
