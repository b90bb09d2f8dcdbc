import type { AudienceRule } from '../audience.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import {
  observationRow,
  SELECT_OBSERVATIONS,
  type StoredObservation,
} from '../observation-rows.js';
import type { FaceTimeline, TimeRange } from '../store-queries.js';
import { faceById } from './face-queries.js';
import { requireCount, requireRange } from './query-arguments.js';
import { readableRows } from './readable-rows.js';

/** Up to so many rows between a face's first and last are read one by one. */
const READ_WHOLE_ROWS = 10_000;

/**
 * See StoreQueries.faceTimeline. A face's observations lie between its first and last row
 * number, mixed with those of faces in view at the same time. A short visit is read whole;
 * of a long one, the first row at or after evenly spread row numbers.
 */
export function faceTimeline(
  statements: PreparedStatements,
  faceId: number,
  options: {
    readonly range?: TimeRange;
    readonly maxPoints?: number;
    readonly rule: AudienceRule;
  },
): FaceTimeline | null {
  const maxPoints = requireCount(options.maxPoints, 1000, 5000);
  const face = faceById(statements, faceId, options.rule);
  if (face === null) return null;
  const span = rowSpan(statements, faceId, options.range);
  if (span === null) return { face, points: [], unreadable: 0, thinned: false };
  if (span.last - span.first < READ_WHOLE_ROWS) {
    const rows = statements.all<StoredObservation>(
      `${SELECT_OBSERVATIONS} WHERE o.id BETWEEN ? AND ? AND o.face_id = ? ORDER BY o.id`,
      span.first,
      span.last,
      faceId,
    );
    const { rows: readable, unreadable } = readableRows(rows, observationRow);
    const everyNth = Math.max(1, Math.ceil(readable.length / maxPoints));
    const points = readable.filter((_, index) => index % everyNth === 0);
    return { face, points, unreadable, thinned: everyNth > 1 };
  }
  const { rows: points, unreadable } = spread(statements, faceId, span, maxPoints);
  return { face, points, unreadable, thinned: true };
}

interface RowSpan {
  readonly first: number;
  readonly last: number;
}

function rowSpan(
  statements: PreparedStatements,
  faceId: number,
  range: TimeRange | undefined,
): RowSpan | null {
  const whole = statements.get<RowSpan>(
    'SELECT first_observation_id AS first, last_observation_id AS last FROM faces WHERE id = ?',
    faceId,
  );
  if (whole === undefined || whole.first === 0) return null;
  if (range === undefined) return whole;
  requireRange(range);
  const end = (direction: 'ASC' | 'DESC') =>
    statements.get<{ id: number }>(
      `SELECT id FROM observations WHERE at_ms >= ? AND at_ms < ?
       ORDER BY at_ms ${direction}, id ${direction} LIMIT 1`,
      range.fromMs,
      range.toMs,
    )?.id;
  const [first, last] = [end('ASC'), end('DESC')];
  if (first === undefined || last === undefined) return null;
  const span = { first: Math.max(first, whole.first), last: Math.min(last, whole.last) };
  return span.first > span.last ? null : span;
}

function spread(statements: PreparedStatements, faceId: number, span: RowSpan, maxPoints: number) {
  const points = new Map<number, StoredObservation>();
  const stride = (span.last - span.first) / Math.max(maxPoints - 1, 1);
  for (let i = 0; i < maxPoints; i++) {
    const row = statements.get<StoredObservation>(
      `${SELECT_OBSERVATIONS} WHERE o.id >= ? AND o.id <= ? AND o.face_id = ? ORDER BY o.id LIMIT 1`,
      Math.floor(span.first + i * stride),
      span.last,
      faceId,
    );
    if (row !== undefined) points.set(row.id ?? 0, row);
  }
  return readableRows([...points.values()], observationRow);
}
