import type { ContentCurve, ContentReport, ContentRow, VisitExposures } from '../content-rows.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { firstExposureId } from '../markers/marker-rows.js';
import { addedCurves } from '../markers/showing-sums.js';
import {
  SOUND_CURVE_SQL,
  SOUND_EXPOSURE_SQL,
  SOUND_SHOWING_SQL,
} from '../markers/sound-showings.js';
import { DURATION_COLUMNS } from '../measure-sums.js';
import type { TimeRange } from '../store-queries.js';
import { requireRange } from './query-arguments.js';

/** Contents of one report; a kiosk shows a handful. */
const MAX_CONTENTS = 500;
/** Showings whose visits are compared; the newest count. */
const MAX_SHOWINGS = 20_000;

const SUMMED = [
  ...['seen', 'watchers', 'view_ms', 'attention_ms', 'unclear_ms', 'valence_sum', 'valence_ms'],
  ...DURATION_COLUMNS,
];

/** See StoreQueries.contents. */
export function contentReport(statements: PreparedStatements, range: TimeRange): ContentReport {
  const { fromMs, toMs } = requireRange(range);
  const rows = statements.all<Record<string, number | string | null>>(
    `SELECT content_id, count(*) AS showings, sum(count(*)) OVER () AS sound, sum(watched) AS watched_showings,
       sum(end_ms - start_ms) AS shown_ms, max(marker_id) AS newest,
       sum(iif(attention_ms IS NULL, 0, view_ms)) AS posed_view_ms,
       sum(iif(watchers IS NULL, 0, seen)) AS posed_seen,
       ${SUMMED.map((column) => `sum(${column}) AS ${column}`).join(', ')}
     FROM showings INDEXED BY showings_content
     WHERE start_ms >= ? AND start_ms < ? AND ${SOUND_SHOWING_SQL}
     GROUP BY content_id ORDER BY showings DESC, content_id LIMIT ${MAX_CONTENTS}`,
    fromMs,
    toMs,
  );
  const waiting = statements.get<{ uncounted: number; doubtful: number }>(
    `SELECT coalesce(sum(doubt IS NULL AND summed = 0), 0) AS uncounted,
       coalesce(sum(doubt IS NOT NULL), 0) AS doubtful
     FROM markers WHERE kind = 'content' AND start_ms >= ? AND start_ms < ?`,
    fromMs,
    toMs,
  );
  const stored = statements.get<{ rows: number }>(
    'SELECT count(*) AS rows FROM showings WHERE start_ms >= ? AND start_ms < ?',
    fromMs,
    toMs,
  );
  return {
    rows: rows.map((row) => contentRow(statements, row)),
    uncounted: waiting?.uncounted ?? 0,
    doubtful: waiting?.doubtful ?? 0,
    unreadable: (stored?.rows ?? 0) - Number(rows[0]?.sound ?? 0),
  };
}

function contentRow(
  statements: PreparedStatements,
  row: Readonly<Record<string, number | string | null>>,
): ContentRow {
  const value = (column: string) => Number(row[column] ?? 0);
  const orNull = (column: string) => (row[column] === null ? null : value(column));
  const named = statements.get<{ name: string }>(
    'SELECT name FROM markers WHERE id = ?',
    value('newest'),
  );
  const contentId = String(row.content_id);
  return {
    contentId,
    name: named?.name ?? contentId,
    showings: value('showings'),
    watchedShowings: value('watched_showings'),
    shownMs: value('shown_ms'),
    seen: value('seen'),
    watchers: orNull('watchers'),
    seenWithPose: value('posed_seen'),
    viewMs: value('view_ms'),
    attentionMs: orNull('attention_ms'),
    viewMsWithPose: value('posed_view_ms'),
    unclearMs: value('unclear_ms'),
    expressionMs: DURATION_COLUMNS.map(value),
    meanValence: value('valence_ms') === 0 ? null : value('valence_sum') / value('valence_ms'),
  };
}

/** See StoreQueries.contentCurve. */
export function contentCurve(
  statements: PreparedStatements,
  contentId: string,
  range: TimeRange,
): ContentCurve {
  const { fromMs, toMs } = requireRange(range);
  const { rows } = statements.table(
    `SELECT end_ms - start_ms, curve, start_ms FROM showings
     WHERE content_id = ? AND start_ms >= ? AND start_ms < ? AND watched = 1
       AND ${SOUND_CURVE_SQL}
     ORDER BY start_ms DESC LIMIT ${MAX_SHOWINGS}`,
    contentId,
    fromMs,
    toMs,
  );
  const curves = rows.map(([, curve]) => curve as unknown as Uint8Array);
  const lengths = rows.map(([lengthMs]) => lengthMs ?? 0);
  return {
    seconds: addedCurves(curves).map((second, i) => ({
      ...second,
      showings: lengths.filter((lengthMs) => lengthMs > i * 1000).length,
    })),
    startsMs: rows.map(([, , startMs]) => startMs ?? 0),
  };
}

type Mutable<Row> = { -readonly [Key in keyof Row]: Row[Key] };

/** See StoreQueries.visitExposures. */
export function visitExposures(
  statements: PreparedStatements,
  contentId: string,
  range: TimeRange,
): readonly VisitExposures[] {
  const { fromMs, toMs } = requireRange(range);
  const perShowing = firstExposureId(1);
  const { rows } = statements.table(
    `SELECT e.face_id, e.view_ms, e.clear_ms, e.happy_ms, e.attention_ms, e.valence_sum,
       e.valence_ms
     FROM (SELECT marker_id FROM showings WHERE content_id = ? AND start_ms >= ? AND start_ms < ?
           ORDER BY start_ms DESC LIMIT ${MAX_SHOWINGS}) s
     CROSS JOIN exposures e
       ON e.id >= s.marker_id * ${perShowing} AND e.id < (s.marker_id + 1) * ${perShowing}
     WHERE ${SOUND_EXPOSURE_SQL}`,
    contentId,
    fromMs,
    toMs,
  );
  const byFace = new Map<number, Mutable<VisitExposures>>();
  for (const [face, viewMs, clearMs, happyMs, attentionMs, valenceSum, valenceMs] of rows) {
    const faceId = face ?? 0;
    let known = byFace.get(faceId);
    if (known === undefined) {
      known = newExposures(faceId);
      byFace.set(faceId, known);
    }
    known.showings++;
    known.viewMs += viewMs ?? 0;
    known.clearMs += clearMs ?? 0;
    known.happyMs += happyMs ?? 0;
    if (attentionMs !== null && attentionMs !== undefined) {
      known.attentionMs += attentionMs;
      known.posedViewMs += viewMs ?? 0;
    }
    known.valenceSum += valenceSum ?? 0;
    known.valenceMs += valenceMs ?? 0;
  }
  return [...byFace.values()].sort((a, b) => a.faceId - b.faceId);
}

/** Written out: thousands are made for a page, and a spread costs ten times as much. */
function newExposures(faceId: number): Mutable<VisitExposures> {
  return {
    faceId,
    showings: 0,
    viewMs: 0,
    clearMs: 0,
    happyMs: 0,
    attentionMs: 0,
    posedViewMs: 0,
    valenceSum: 0,
    valenceMs: 0,
  };
}
