import type { Marker } from '../../core/marker.js';
import { MARKER_LIMITS } from '../../core/marker.js';
import type { MarkerFilter } from '../content-rows.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { MARKER_COLUMNS, markerRow, type StoredMarker } from '../markers/marker-rows.js';
import type { Page } from '../store-queries.js';
import { decodeCursor, encodeCursor, requireCount, requireRange } from './query-arguments.js';
import { readableRows } from './readable-rows.js';

/** See StoreQueries.markers. */
export function markersPage(statements: PreparedStatements, filter: MarkerFilter): Page<Marker> {
  const { fromMs, toMs } = requireRange(filter.range);
  const limit = requireCount(filter.limit, 100, 500);
  const before = decodeCursor(filter.cursor) ?? { key: toMs, id: 0 };
  const conditions = [
    'start_ms >= ? AND start_ms <= ? AND (start_ms < ? OR id < ?)',
    '(end_ms IS NULL OR end_ms >= ?)',
  ];
  const values: (number | string)[] = [
    ...[fromMs - MARKER_LIMITS.spanMs, before.key, before.key, before.id],
    fromMs,
  ];
  if (filter.kind !== undefined) {
    conditions.push('kind = ?');
    values.push(filter.kind);
  }
  if (filter.contentId !== undefined) {
    conditions.push('content_id = ?');
    values.push(filter.contentId);
  }
  const rows = statements.all<StoredMarker>(
    `SELECT ${MARKER_COLUMNS} FROM markers WHERE ${conditions.join(' AND ')}
     ORDER BY start_ms DESC, id DESC LIMIT ?`,
    ...values,
    limit,
  );
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    ...readableRows(rows, markerRow),
    nextCursor: last === undefined ? null : encodeCursor({ key: last.start_ms, id: last.id }),
  };
}
