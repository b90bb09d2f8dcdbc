import { MARKER_DOUBTS, MARKER_KINDS, type Marker, type MarkerDraft } from '../../core/marker.js';
import { UnreadableRow } from '../../sqlite/unreadable-row.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { storedMoment } from '../queries/readable-rows.js';

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
  const doubt = MARKER_DOUBTS.find((known) => known === row.doubt) ?? null;
  if (kind === undefined) throw new UnreadableRow('kind', row.kind);
  return {
    id: row.id,
    kind,
    contentId: row.content_id,
    name: row.name,
    startMs: storedMoment('start_ms', row.start_ms),
    endMs: row.end_ms === null ? null : storedMoment('end_ms', row.end_ms),
    doubt,
    details: row.details === null ? null : parsedDetails(row.details),
    setBy: row.set_by,
  };
}

function parsedDetails(text: string): Readonly<Record<string, unknown>> {
  try {
    const details: unknown = JSON.parse(text);
    if (typeof details === 'object' && details !== null) return details as Record<string, unknown>;
  } catch {
    // Told below, as JSON that is no object.
  }
  throw new UnreadableRow('details', text);
}

/** The marker of a number, null where there is none. */
export function readMarker(statements: PreparedStatements, id: number): Marker | null {
  const row = statements.get<StoredMarker>(
    `SELECT ${MARKER_COLUMNS} FROM markers WHERE id = ?`,
    id,
  );
  return row === undefined ? null : markerRow(row);
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

/** Faces of one showing whose exposures are kept; their sums are not bounded. */
export const EXPOSURES_PER_SHOWING = 1024;

export function firstExposureId(markerId: number): number {
  return markerId * EXPOSURES_PER_SHOWING;
}
