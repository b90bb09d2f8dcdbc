import {
  MARKER_DOUBTS,
  MARKER_KINDS,
  MARKER_LIMITS,
  type Marker,
  type MarkerDraft,
} from '../../core/marker.js';
import { type StoredRow, UnreadableRow } from '../../sqlite/unreadable-row.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import {
  readableRows,
  requireText,
  storedDetails,
  storedMoment,
} from '../queries/readable-rows.js';

/** A row of `markers`. */
export interface StoredMarker {
  readonly id: number;
  readonly kind: string;
  readonly content_id: string | null;
  readonly name: string;
  readonly start_ms: number;
  readonly end_ms: number | null;
  readonly doubt: string | null;
  readonly details: string | null;
  readonly set_by: string;
}

export const MARKER_COLUMNS =
  'id, kind, content_id, name, start_ms, end_ms, doubt, details, set_by';

/** @throws UnreadableRow */
export function markerRow(row: StoredMarker): Marker {
  const kind = MARKER_KINDS.find((known) => known === row.kind);
  if (kind === undefined) throw new UnreadableRow('kind', row.kind);
  const doubt = MARKER_DOUBTS.find((known) => known === row.doubt) ?? null;
  if (doubt !== row.doubt) throw new UnreadableRow('doubt', row.doubt);
  const contentId =
    row.content_id === null && kind !== 'content'
      ? null
      : requireText('content_id', row.content_id);
  const startMs = storedMoment('start_ms', row.start_ms);
  const endMs = row.end_ms === null ? null : storedMoment('end_ms', row.end_ms);
  if (endMs !== null && (endMs < startMs || endMs - startMs > MARKER_LIMITS.spanMs)) {
    throw new UnreadableRow('end_ms', endMs);
  }
  return {
    ...{ id: row.id, kind, contentId, startMs, endMs, doubt },
    name: requireText('name', row.name),
    details: row.details === null ? null : storedDetails(requireText('details', row.details)),
    setBy: requireText('set_by', row.set_by),
  };
}

/** For a recovery and an export. @throws UnreadableRow */
export function requireReadableMarker({ get }: StoredRow): void {
  const stored = MARKER_COLUMNS.split(', ').map((column) => [column, get(column)]);
  markerRow(Object.fromEntries(stored) as StoredMarker);
}

/** The marker of a number; null where there is none that can be read. */
export function readMarker(statements: PreparedStatements, id: number): Marker | null {
  const row = statements.get<StoredMarker>(
    `SELECT ${MARKER_COLUMNS} FROM markers WHERE id = ?`,
    id,
  );
  return row === undefined ? null : (readableRows([row], markerRow).rows[0] ?? null);
}

/** The columns that a draft fills, in the order of {@link draftValues}. */
export const DRAFT_COLUMNS = ['kind', 'content_id', 'name', 'start_ms', 'end_ms', 'details'];

export function draftValues(draft: MarkerDraft): (string | number | null)[] {
  const { kind, contentId, name, startMs, endMs, details } = draft;
  return [kind, contentId, name, startMs, endMs, details === null ? null : JSON.stringify(details)];
}

/** Forgets what was counted of a showing. To be called inside a transaction. */
export function deleteShowing(statements: PreparedStatements, markerId: number): void {
  statements.run('DELETE FROM showings WHERE marker_id = ?', markerId);
  statements.run(
    'DELETE FROM exposures WHERE id >= ? AND id < ?',
    firstExposureId(markerId),
    firstExposureId(markerId + 1),
  );
}

/** Removes a marker with what was counted of it. To be called inside a transaction. */
export function deleteMarker(statements: PreparedStatements, id: number): void {
  deleteShowing(statements, id);
  statements.run('DELETE FROM markers WHERE id = ?', id);
}

/** Faces of one showing whose exposures are kept; their sums are not bounded. */
export const EXPOSURES_PER_SHOWING = 1024;

export function firstExposureId(markerId: number): number {
  return markerId * EXPOSURES_PER_SHOWING;
}
