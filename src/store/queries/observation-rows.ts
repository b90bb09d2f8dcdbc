import { expressionOfNumber, RAW_COLUMNS, SCALE, SMOOTHED_COLUMNS } from '../expression-columns.js';
import type { ObservationRow } from '../store-queries.js';

/** A row of `observations` with its face's run and track. */
export type StoredObservation = Readonly<Record<string, number>> & { readonly ear: number | null };

/** Beginning of every query that {@link observationRow} reads. */
export const SELECT_OBSERVATIONS = `SELECT o.*, f.run_id, f.track_id
  FROM observations o LEFT JOIN faces f ON f.id = o.face_id`;

export function observationRow(row: StoredObservation): ObservationRow {
  const value = (column: string) => row[column] ?? 0;
  const smoothed = SMOOTHED_COLUMNS.map((column) => value(column) / SCALE);
  const expression = value('expression');
  return {
    id: value('id'),
    faceId: value('face_id'),
    runId: value('run_id'),
    trackId: value('track_id'),
    atMs: value('at_ms'),
    ageMs: value('age_ms'),
    expression: expressionOfNumber(expression),
    confidence: smoothed[expression] ?? 0,
    smoothed,
    raw: RAW_COLUMNS.map((column) => value(column) / SCALE),
    ear: row.ear === null ? null : row.ear / SCALE,
    blink: value('blink') === 1,
    fresh: value('fresh') === 1,
    box: {
      x: value('box_x'),
      y: value('box_y'),
      width: value('box_width'),
      height: value('box_height'),
    },
    light: value('light') / 10,
    quality: value('quality') / SCALE,
  };
}
