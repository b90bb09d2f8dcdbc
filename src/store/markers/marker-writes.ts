import { EkspresiError } from '../../core/errors.js';
import {
  MARKER_LIMITS,
  type Marker,
  type MarkerDoubt,
  type MarkerDraft,
  type MarkerOrigin,
  markerProblem,
} from '../../core/marker.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { readableRows } from '../queries/readable-rows.js';
import {
  DRAFT_COLUMNS,
  deleteMarker,
  deleteShowing,
  draftValues,
  MARKER_COLUMNS,
  markerRow,
  type StoredMarker,
} from './marker-rows.js';

/* The parts of a change of the markers; each is called inside a transaction. */

/** The marker of a repeated request, with the digest of that request; null for a new one. */
export function markerByKey(
  db: PreparedStatements,
  { setBy, idempotencyKey }: MarkerOrigin,
): { readonly marker: Marker; readonly digest: string | null } | null {
  if (idempotencyKey === undefined) return null;
  if (idempotencyKey.length > MARKER_LIMITS.keyLength) {
    throw markerProblem('Idempotency-Key', 'too-long');
  }
  const row = db.get<StoredMarker & { readonly request_digest: string | null }>(
    `SELECT ${MARKER_COLUMNS}, request_digest FROM markers
     WHERE set_by = ? AND idempotency_key = ?`,
    setBy.slice(0, MARKER_LIMITS.setByLength),
    idempotencyKey,
  );
  if (row === undefined) return null;
  const [marker] = readableRows([row], markerRow).rows;
  if (marker !== undefined) return { marker, digest: row.request_digest };
  // What damage has left of it must not keep its request from being repeated.
  deleteMarker(db, row.id);
  return null;
}

/** Inserts a marker that is deleted by its age as if it had been recorded at `recordedMs`. */
export function insertMarker(
  db: PreparedStatements,
  draft: MarkerDraft,
  origin: MarkerOrigin,
  recordedMs: number,
): Marker {
  const setBy = origin.setBy.slice(0, MARKER_LIMITS.setByLength);
  const columns = [
    ...[...DRAFT_COLUMNS, 'set_by', 'idempotency_key', 'request_digest', 'recorded_ms'],
  ];
  const row = db.get<{ id: number }>(
    `INSERT INTO markers (${columns.join(', ')})
     VALUES (${columns.map(() => '?').join(', ')}) RETURNING id`,
    ...draftValues(draft),
    setBy,
    origin.idempotencyKey ?? null,
    origin.requestDigest ?? null,
    Math.round(recordedMs),
  );
  return { ...draft, id: row?.id ?? 0, doubt: null, setBy };
}

/** Writes a correction; what was counted of another span is forgotten and counted again. */
export function updateMarker(
  db: PreparedStatements,
  before: Marker,
  draft: MarkerDraft,
  doubt: MarkerDoubt | null,
): Marker {
  const isSameShowing =
    draft.kind === before.kind &&
    draft.startMs === before.startMs &&
    draft.endMs === before.endMs &&
    doubt === before.doubt;
  if (isSameShowing) {
    const { contentId } = draft;
    if (contentId !== null) {
      db.run('UPDATE showings SET content_id = ? WHERE marker_id = ?', contentId, before.id);
    }
  } else {
    if (draft.kind === 'content') requireObservations(db, draft);
    deleteShowing(db, before.id);
    db.run('UPDATE markers SET summed = 0 WHERE id = ?', before.id);
  }
  db.run(
    `UPDATE markers SET ${DRAFT_COLUMNS.map((column) => `${column} = ?`).join(', ')}, doubt = ?
     WHERE id = ?`,
    ...draftValues(draft),
    doubt,
    before.id,
  );
  return { ...draft, id: before.id, doubt, setBy: before.setBy };
}

/** Whether the same was marked before, as when a file is imported twice. */
export function isKnown(db: PreparedStatements, draft: MarkerDraft): boolean {
  const found = db.get(
    `SELECT 1 FROM markers WHERE start_ms = ? AND end_ms IS ? AND kind = ? AND content_id IS ?
     AND name = ? LIMIT 1`,
    ...[draft.startMs, draft.endMs, draft.kind, draft.contentId, draft.name],
  );
  return found !== undefined;
}

/** Those that go on, oldest first. */
export function openMarkers(db: PreparedStatements): readonly Marker[] {
  const rows = db.all<StoredMarker>(
    `SELECT ${MARKER_COLUMNS} FROM markers WHERE end_ms IS NULL ORDER BY start_ms LIMIT ?`,
    MARKER_LIMITS.open,
  );
  return readableRows(rows, markerRow).rows;
}

/** @throws EkspresiError USAGE where there are as many as there may be */
export function requireRoom(db: PreparedStatements, draft: MarkerDraft): void {
  const span = db.get<{ rows: number }>(
    'SELECT coalesce(max(id) - min(id) + 1, 0) AS rows FROM markers',
  );
  if ((span?.rows ?? 0) >= MARKER_LIMITS.rows) {
    throw new EkspresiError('marker-too-many', { count: MARKER_LIMITS.rows });
  }
  if (draft.endMs !== null) return;
  const open = db.get<{ rows: number }>(
    'SELECT count(*) AS rows FROM markers WHERE end_ms IS NULL',
  );
  if ((open?.rows ?? 0) >= MARKER_LIMITS.open) {
    throw new EkspresiError('marker-too-many-open', { count: MARKER_LIMITS.open });
  }
}

/** A showing whose observations retention has taken cannot be counted again. */
function requireObservations(db: PreparedStatements, { startMs }: MarkerDraft): void {
  const first = db.get<{ id: number; at: number }>(
    'SELECT id, at_ms AS at FROM observations ORDER BY id LIMIT 1',
  );
  if (first !== undefined && first.id > 1 && startMs < first.at) {
    throw new EkspresiError('marker-too-old', {});
  }
}
