import type { FaceObservation } from '../core/face.js';
import type { StoredRow } from '../sqlite/unreadable-row.js';
import {
  LATEST_MS,
  MEASURE_COLUMNS,
  packMeasures,
  readMeasures,
  wholeNumber,
} from './measure-columns.js';
import type { ObservationRow } from './store-queries.js';

/** Columns of `observations` in the order of {@link observationValues}. */
export const OBSERVATION_COLUMNS: readonly string[] = [
  'id',
  'face_id',
  'at_ms',
  'age_ms',
  ...MEASURE_COLUMNS,
  'media_time_ms',
];

/** One row of `observations`, all integers. */
export type ObservationValues = readonly (number | null)[];

/** Packs an observation of the face `faceId`. */
export function observationValues(
  place: {
    readonly id: number;
    readonly faceId: number;
    readonly atMs: number;
    /** Null for live pictures. */
    readonly mediaTimeMs: number | null;
  },
  observation: FaceObservation,
): ObservationValues {
  const ageMs = Number.isFinite(observation.ageMs) ? Math.round(observation.ageMs) : 0;
  const { id, faceId, atMs, mediaTimeMs } = place;
  return [id, faceId, Math.round(atMs), ageMs, ...packMeasures(observation), mediaTimeMs];
}

/** A row of `observations` with its face's run and track. */
export type StoredObservation = Readonly<Record<string, number | null>>;

/** Beginning of every query that {@link observationRow} reads. */
export const SELECT_OBSERVATIONS = `SELECT o.*, f.run_id, f.track_id
  FROM observations o LEFT JOIN faces f ON f.id = o.face_id`;

/** @throws UnreadableRow */
export function observationRow(stored: StoredObservation): ObservationRow {
  const value = (column: string) => stored[column] ?? 0;
  return {
    id: value('id'),
    runId: value('run_id'),
    trackId: value('track_id'),
    ...readObservation({ get: (column) => stored[column] ?? null }),
  };
}

/**
 * What a row of `observations` itself says.
 *
 * @throws UnreadableRow
 */
export function readObservation(row: StoredRow): Omit<ObservationRow, 'id' | 'runId' | 'trackId'> {
  return {
    faceId: wholeNumber(row, 'face_id', 1),
    atMs: wholeNumber(row, 'at_ms', 0, LATEST_MS),
    ageMs: wholeNumber(row, 'age_ms', 0),
    mediaTimeMs:
      row.get('media_time_ms') === null
        ? null
        : wholeNumber(row, 'media_time_ms', -LATEST_MS, LATEST_MS),
    ...readMeasures(row),
  };
}
