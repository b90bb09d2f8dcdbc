import { MARKER_LIMITS } from '../../core/marker.js';
import { LATEST_MS } from '../measure-columns.js';
import { DURATION_COLUMNS } from '../measure-sums.js';

/* Which rows can have been written so, in SQL: damage makes others of them. */

/** Less than this is a count or milliseconds of a day, whatever the crowd. */
const MOST = 1e12;

const isSum = (column: string) => `${column} BETWEEN 0 AND ${MOST}`;
const isSumOrNull = (column: string) => `coalesce(${column}, 0) BETWEEN 0 AND ${MOST}`;
const isValenceSum = `abs(valence_sum) <= ${MOST}`;

/** The span of a showing. Null where a column is null. */
export const SOUND_SPAN_SQL = `(start_ms >= 0 AND end_ms < ${LATEST_MS}
  AND end_ms - start_ms BETWEEN 1 AND ${MARKER_LIMITS.spanMs})`;

/** What of a row of `showings` its curve needs. */
export const SOUND_CURVE_SQL = `(typeof(curve) = 'blob' AND ${SOUND_SPAN_SQL})`;

/** Rows of `showings`. */
export const SOUND_SHOWING_SQL = `(${[
  "typeof(content_id) = 'text'",
  SOUND_CURVE_SQL,
  'watched IN (0, 1)',
  ...['seen', 'view_ms', ...DURATION_COLUMNS, 'unclear_ms', 'valence_ms'].map(isSum),
  ...['watchers', 'attention_ms'].map(isSumOrNull),
  isValenceSum,
].join(' AND ')})`;

/** Rows of `exposures`. */
export const SOUND_EXPOSURE_SQL = `(${[
  'face_id >= 0',
  ...['view_ms', 'clear_ms', 'happy_ms', 'valence_ms'].map(isSum),
  isSumOrNull('attention_ms'),
  isValenceSum,
].join(' AND ')})`;
