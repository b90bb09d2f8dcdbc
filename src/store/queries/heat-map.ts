import { timeZone } from '../../core/time-zone.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { DURATION_COLUMNS, zeroDurations } from '../measure-sums.js';
import { HOUR_MS } from '../rollups/rollup-sums.js';
import type { HeatMapCell, TimeRange } from '../store-queries.js';
import { AUDIENCE_BASES } from './audience-reading.js';
import { requireRange } from './query-arguments.js';
import { SOUND_SQL } from './rollup-reading.js';

const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday; Monday is 0. */
const WEEKDAY_OF_EPOCH = 3;
const MAX_HOURS = 20_000;
const BASES = ['audience_attention_ms', 'audience_in_view_ms']
  .map((name) => `${AUDIENCE_BASES[name]} AS ${name}`)
  .join(', ');

/**
 * See StoreQueries.heatMap. Grouped here and not in SQL, because only the platform knows
 * when a zone changed its clocks. In zones that are off by half an hour, an hour of the
 * rollups counts for the local hour that holds its middle.
 */
export function heatMap(
  statements: PreparedStatements,
  range: TimeRange,
  zoneName: string,
): readonly HeatMapCell[] {
  requireRange(range);
  const zone = timeZone(zoneName);
  const cells = Array.from({ length: 168 }, (_, index) => ({
    weekday: Math.floor(index / 24),
    hour: index % 24,
    expressionMs: zeroDurations(),
    facesAppeared: 0,
    visitors: null as number | null,
    attentionMs: null as number | null,
    inViewMs: 0,
    hoursWatched: 0,
  }));
  const hours = statements.all<Record<string, number>>(
    `SELECT start_ms, faces_appeared, visitors, frames, ${BASES}, ${DURATION_COLUMNS.join(', ')} FROM rollup_hour
     WHERE start_ms >= ? AND start_ms < ? AND ${SOUND_SQL} ORDER BY start_ms DESC LIMIT ${MAX_HOURS}`,
    Math.floor(range.fromMs / HOUR_MS) * HOUR_MS,
    range.toMs,
  );
  for (const stored of hours) {
    const middleMs = (stored.start_ms ?? 0) + HOUR_MS / 2;
    const localMs = middleMs + zone.offsetMs(middleMs);
    const weekday = (Math.floor(localMs / DAY_MS) + WEEKDAY_OF_EPOCH) % 7;
    const hour = Math.floor((localMs % DAY_MS) / HOUR_MS);
    const cell = cells[weekday * 24 + hour];
    if (cell === undefined || stored.frames === 0) continue;
    cell.facesAppeared += stored.faces_appeared ?? 0;
    if (stored.visitors != null) cell.visitors = (cell.visitors ?? 0) + stored.visitors;
    if (stored.audience_attention_ms != null) {
      cell.attentionMs = (cell.attentionMs ?? 0) + stored.audience_attention_ms;
      cell.inViewMs += stored.audience_in_view_ms ?? 0;
    }
    cell.hoursWatched++;
    for (const [i, column] of DURATION_COLUMNS.entries()) {
      cell.expressionMs[i] = (cell.expressionMs[i] ?? 0) + (stored[column] ?? 0);
    }
  }
  return cells;
}
