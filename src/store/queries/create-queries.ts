import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { sqliteCode } from '../../sqlite/sqlite-code.js';
import type { AudienceRule } from '../audience.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import { readMarker } from '../markers/marker-rows.js';
import type { DatabaseInfo, StoreQueries } from '../store-queries.js';
import { contentCurve, contentReport, visitExposures } from './content-queries.js';
import { eventsPage, latestRuns } from './event-queries.js';
import { countVisitsShowing, faceById, facesPage } from './face-queries.js';
import { faceTimeline } from './face-timeline.js';
import { heatMap } from './heat-map.js';
import { markersPage } from './marker-queries.js';
import { observationsPage } from './observation-queries.js';
import { requireRange } from './query-arguments.js';
import { rollupSeries, watchedMs } from './rollup-queries.js';
import { sumRanges } from './rollup-reading.js';

/** The connection that queries use at the moment, and who handles a damaged file. */
interface QueryConnection {
  reader(): PreparedStatements;
  noticeDamage(error: unknown): void;
}

/**
 * Queries on the connection of the moment. A failure of the database becomes an
 * EkspresiError (STORE_CORRUPT, STORE_LOCKED, …).
 */
export function createQueries(
  connection: QueryConnection,
  { path, rule }: { readonly path: string; readonly rule: AudienceRule },
): StoreQueries {
  const on = <Answer>(ask: (statements: PreparedStatements) => Answer): Answer => {
    try {
      return ask(connection.reader());
    } catch (error) {
      if (sqliteCode(error) === null) throw error;
      connection.noticeDamage(error);
      throw describeSqliteFailure(error, path);
    }
  };
  return {
    observations: (filter) => on((db) => observationsPage(db, filter)),
    faces: (filter) => on((db) => facesPage(db, filter, rule)),
    face: (faceId) => on((db) => faceById(db, faceId, rule)),
    visitsShowing: (expression, leastMs, range) =>
      on((db) => countVisitsShowing(db, expression, leastMs, range)),
    faceTimeline: (faceId, options) => on((db) => faceTimeline(db, faceId, { ...options, rule })),
    rollups: (range, unit, timeZone) => on((db) => rollupSeries(db, range, unit, timeZone)),
    totals: (...ranges) => on((db) => sumRanges(db, ranges.map(requireRange))),
    watchedMs: (...ranges) =>
      on((db) => ranges.reduce((sum, range) => sum + watchedMs(db, range), 0)),
    heatMap: (range, timeZone) => on((db) => heatMap(db, range, timeZone)),
    events: (filter) => on((db) => eventsPage(db, filter)),
    runs: (limit) => on((db) => latestRuns(db, limit)),
    databaseInfo: () => on((db) => databaseInfo(db, path)),
    markers: (filter) => on((db) => markersPage(db, filter)),
    marker: (id) => on((db) => readMarker(db, id)),
    contents: (range) => on((db) => contentReport(db, range)),
    contentCurve: (contentId, range) => on((db) => contentCurve(db, contentId, range)),
    visitExposures: (contentId, range) => on((db) => visitExposures(db, contentId, range)),
  };
}

/** See StoreQueries.databaseInfo. */
export function databaseInfo(statements: PreparedStatements, path: string): DatabaseInfo {
  const pragma = (name: string) => statements.db.pragma(name, { simple: true }) as number;
  const number = (sql: string) => statements.get<{ n: number | null }>(sql)?.n ?? null;
  const rows = (table: string) =>
    number(`SELECT coalesce(max(id) - min(id) + 1, 0) AS n
      FROM (SELECT (SELECT max(id) FROM ${table}) AS id UNION ALL SELECT (SELECT min(id) FROM ${table}))`) ??
    0;
  const walBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const disk = statfsSync(dirname(path));
  return {
    path,
    schemaVersion: pragma('user_version'),
    sizeBytes: statSync(path).size + walBytes,
    walBytes,
    reusableBytes: pragma('freelist_count') * pragma('page_size'),
    diskFreeBytes: disk.bavail * disk.bsize,
    observationsEstimate: rows('observations'),
    facesEstimate: rows('faces'),
    oldestObservationMs: number('SELECT min(at_ms) AS n FROM observations'),
    newestObservationMs: number('SELECT max(at_ms) AS n FROM observations'),
    oldestRollupMs: number('SELECT min(start_ms) AS n FROM rollup_hour'),
  };
}
