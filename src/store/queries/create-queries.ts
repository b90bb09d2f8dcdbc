import type { Statements } from '../database/statements.js';
import type { StoreQueries } from '../store-queries.js';
import { databaseInfo } from './database-info.js';
import { eventsPage, latestRuns } from './event-queries.js';
import { faceById, facesPage } from './face-queries.js';
import { faceTimeline } from './face-timeline.js';
import { heatMap } from './heat-map.js';
import { observationsPage } from './observation-queries.js';
import { requireRange } from './query-arguments.js';
import { compareRange, rollupSeries } from './rollup-queries.js';
import { sumRange } from './rollup-reading.js';

/** Queries on the connection that `reader` gives at the moment of each call. */
export function createQueries(reader: () => Statements, path: string): StoreQueries {
  return {
    observations: (filter) => observationsPage(reader(), filter),
    faces: (filter) => facesPage(reader(), filter),
    face: (faceId) => faceById(reader(), faceId),
    faceTimeline: (faceId, options) => faceTimeline(reader(), faceId, options),
    rollups: (range, unit, timeZone) => rollupSeries(reader(), range, unit, timeZone),
    totals: (range) => sumRange(reader(), requireRange(range)),
    comparison: (range) => compareRange(reader(), range),
    heatMap: (range, timeZone) => heatMap(reader(), range, timeZone),
    events: (filter) => eventsPage(reader(), filter),
    runs: (limit) => latestRuns(reader(), limit),
    databaseInfo: () => databaseInfo(reader(), path),
  };
}
