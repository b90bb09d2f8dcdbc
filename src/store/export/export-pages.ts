import type { ExportLevel } from '../../core/export-format.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { SOUND_SHOWING_SQL } from '../markers/sound-showings.js';
import { SOUND_SQL } from '../queries/rollup-reading.js';
import { VISIT_MS_SQL, WATCHER_MS_SQL } from '../recording/visitors.js';
import type { TimeRange } from '../store-queries.js';
import { RowPage } from './row-page.js';

interface PageSource {
  /** Takes fromMs, toMs, the last row's key and id (twice the key), and the limit. */
  readonly sql: string;
  readonly key: string;
  readonly id: string;
}

const keyset = (select: string, key: string, id: string): PageSource => ({
  sql: `${select} WHERE ${key} >= ? AND ${key} < ? AND (${key} > ? OR ${id} > ?)
    ORDER BY ${key}, ${id} LIMIT ?`,
  key: key.replace(/^.*\./, ''),
  id: id.replace(/^.*\./, ''),
});

const SOURCES: Readonly<Record<ExportLevel, PageSource>> = {
  observation: keyset(
    `SELECT o.*, coalesce(f.run_id, 0) AS run_id, coalesce(f.track_id, 0) AS track_id
     FROM observations o LEFT JOIN faces f ON f.id = o.face_id`,
    'o.at_ms',
    'o.id',
  ),
  face: keyset(
    `SELECT *, dwell_ms >= ${VISIT_MS_SQL} AS visitor,
       iif(looked IS NULL, NULL, coalesce(attention_ms, 0) >= ${WATCHER_MS_SQL}) AS watcher
     FROM faces`,
    'first_seen_ms',
    'id',
  ),
  minute: keyset(`SELECT *, ${SOUND_SQL} AS sound FROM rollup_minute`, 'start_ms', 'start_ms'),
  hour: keyset(`SELECT *, ${SOUND_SQL} AS sound FROM rollup_hour`, 'start_ms', 'start_ms'),
  markers: keyset('SELECT * FROM markers', 'start_ms', 'id'),
  showings: keyset(
    `SELECT *, ${SOUND_SHOWING_SQL} AS sound,
       (SELECT m.name FROM markers m WHERE m.id = showings.marker_id) AS name
     FROM showings`,
    'start_ms',
    'marker_id',
  ),
};

/**
 * The rows of a range in pages, by time and then row number. Every page is a query of its
 * own that begins behind the last row, so that a slow reader holds no lock and no old
 * state of the database.
 */
export function* exportPages(
  statements: PreparedStatements,
  level: ExportLevel,
  range: TimeRange,
  pageRows: number,
): Generator<RowPage> {
  const { sql, key, id } = SOURCES[level];
  let lastKey = range.fromMs;
  let lastId = -1;
  for (;;) {
    const values = [lastKey, range.toMs, lastKey, lastId, pageRows];
    const page = new RowPage(statements.table(sql, ...values));
    if (page.length > 0) yield page;
    if (page.length < pageRows) return;
    const last = lastPlace(page, { key, id, fromMs: lastKey, toMs: range.toMs });
    if (last === null) return;
    lastKey = last.key;
    lastId = last.id;
  }
}

/**
 * Where a page ends, by its last row that says a time of the range: one that damage has changed
 * would lead back, and for ever, or beyond the rest. Null where none does.
 */
function lastPlace(
  page: RowPage,
  { key, id, fromMs, toMs }: { key: string; id: string; fromMs: number; toMs: number },
): { readonly key: number; readonly id: number } | null {
  for (let i = page.length - 1; i >= 0; i--) {
    const row = page.at(i);
    const at = row.get(key) ?? Number.NaN;
    if (Number.isInteger(at) && at >= fromMs && at < toMs) return { key: at, id: row.get(id) ?? 0 };
  }
  return null;
}
