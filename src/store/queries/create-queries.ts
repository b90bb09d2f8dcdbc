import { sqliteCode } from '../../sqlite/sqlite-code.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import type { StoreQueries } from '../store-queries.js';
import { databaseInfo } from './database-info.js';
import { eventsPage, latestRuns } from './event-queries.js';
import { faceById, facesPage } from './face-queries.js';
import { faceTimeline } from './face-timeline.js';
import { heatMap } from './heat-map.js';
import { observationsPage } from './observation-queries.js';
import { requireRange } from './query-arguments.js';
import { rollupSeries, watchedMs } from './rollup-queries.js';
import { sumRange } from './rollup-reading.js';

/** The connection that queries use at the moment, and who to tell of a damaged file. */
export interface QueryConnection {
  reader(): PreparedStatements;
  noticeDamage(error: unknown): void;
}

/**
 * Queries on the connection of the moment. A failure of the database becomes an
 * EkspresiError (STORE_CORRUPT, STORE_LOCKED, …).
 */
export function createQueries(
  connection: QueryConnection,
  { path, visitMs }: { readonly path: string; readonly visitMs: number },
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
    faces: (filter) => on((db) => facesPage(db, filter, visitMs)),
    face: (faceId) => on((db) => faceById(db, faceId, visitMs)),
    faceTimeline: (faceId, options) =>
      on((db) => faceTimeline(db, faceId, { ...options, visitMs })),
    rollups: (range, unit, timeZone) => on((db) => rollupSeries(db, range, unit, timeZone)),
    totals: (range) => on((db) => sumRange(db, requireRange(range))),
    watchedMs: (range) => on((db) => watchedMs(db, range)),
    heatMap: (range, timeZone) => on((db) => heatMap(db, range, timeZone)),
    events: (filter) => on((db) => eventsPage(db, filter)),
    runs: (limit) => on((db) => latestRuns(db, limit)),
    databaseInfo: () => on((db) => databaseInfo(db, path)),
  };
}
