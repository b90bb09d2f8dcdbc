import type { AudienceSums, VisitAudience } from '../core/audience.js';
import type { Expression } from '../core/expression.js';
import type { Marker } from '../core/marker.js';
import type { MeasureSums, StoredMeasureValues, VisitMeasureSums } from '../core/measure-values.js';
import type { ContentCurve, ContentReport, MarkerFilter, VisitExposures } from './content-rows.js';

/** Half-open span of UTC epoch milliseconds: `fromMs` is in it, `toMs` is not. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Part of a longer list. Pass `nextCursor` back for the rest; null at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Rows left out because damage has made them impossible. */
  readonly unreadable: number;
  readonly nextCursor: string | null;
}

/** Seven durations in milliseconds in the order of EXPRESSIONS. */
export type ExpressionDurations = readonly number[];

/** One stored observation with what was measured, exact to the scale of each measure. */
export interface ObservationRow extends StoredMeasureValues {
  /** Grows with every stored observation, whatever the clock does. */
  readonly id: number;
  readonly faceId: number;
  readonly runId: number;
  readonly trackId: number;
  readonly atMs: number;
  /** Monotonic milliseconds since the face was first seen. */
  readonly ageMs: number;
  /** Place in the recording; null for live pictures. */
  readonly mediaTimeMs: number | null;
}

/** One visit: a face from its first to its last sighting. */
export interface FaceRow extends VisitMeasureSums, VisitAudience {
  readonly id: number;
  readonly runId: number;
  readonly trackId: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Measured by the monotonic clock, so a jump of the wall clock does not show. */
  readonly dwellMs: number;
  /** In view for at least `store.visitSeconds`; otherwise it passed. */
  readonly visitor: boolean;
  /** Still in view when last written. */
  readonly present: boolean;
  readonly blinkCount: number | null;
  /** The expression shown longest. */
  readonly dominant: Expression;
  readonly expressionMs: ExpressionDurations;
  /** Number of stored observations, including those that retention has deleted. */
  readonly observations: number;
}

export type BucketUnit = 'minute' | 'hour' | 'day';

/** Sums over one bucket of time, or over a range. */
export interface RollupSums extends MeasureSums, AudienceSums {
  /** Face-milliseconds per expression, clear ones: two faces for one second are 2000. */
  readonly expressionMs: ExpressionDurations;
  /** Distinct faces in view at some moment. */
  readonly facesSeen: number;
  /** Faces whose visit began here; may be added up over buckets. */
  readonly facesAppeared: number;
  /**
   * Of the faces that appeared, those with a dwell time of at least `store.visitSeconds` and those
   * that passed (some may be in view and still become visitors). Older sums that do not know are
   * left out; null where none knows.
   */
  readonly visitors: number | null;
  readonly passed: number | null;
  readonly facesLeft: number;
  /** Mean dwell time of the faces that left here, null when none did. */
  readonly meanDwellMs: number | null;
  /** Analysed face observations, stored or not. */
  readonly observations: number;
  /** Analysed frames; 0 means that the kiosk was not watching. */
  readonly frames: number;
  /** Mean gray of the frames, 0…255. */
  readonly meanLight: number | null;
}

export interface RollupBucket extends RollupSums {
  readonly startMs: number;
  readonly endMs: number;
}

export interface RollupSeries {
  /** As asked, or the next coarser unit that keeps the series below 3000 buckets. */
  readonly unit: BucketUnit;
  /** Ascending; buckets in which the kiosk was not watching are left out. */
  readonly buckets: readonly RollupBucket[];
  /** Minutes or hours left out, here and in `totals`, because damage has made them impossible. */
  readonly unreadable: number;
  readonly totals: RollupSums;
}

export interface HeatMapCell {
  /** 0 = Monday … 6 = Sunday, in the asked time zone. */
  readonly weekday: number;
  /** 0…23, in the asked time zone. */
  readonly hour: number;
  readonly expressionMs: ExpressionDurations;
  readonly facesAppeared: number;
  /** Null where no hour knows. */
  readonly visitors: number | null;
  /** Attention time, and the time in view that it is a part of; null where no hour knows. */
  readonly attentionMs: number | null;
  readonly inViewMs: number;
  /** How many hours of the range fell into this cell with the kiosk watching. */
  readonly hoursWatched: number;
}

export interface FaceTimeline {
  readonly face: FaceRow;
  /** In the order of recording, at most `maxPoints`. */
  readonly points: readonly ObservationRow[];
  /** Observations left out because damage has made them impossible. */
  readonly unreadable: number;
  /** True when there were more observations than points and they were thinned evenly. */
  readonly thinned: boolean;
}

export type EventLevel = 'info' | 'warning' | 'error';

export interface EventRow {
  readonly id: number;
  readonly atMs: number;
  readonly level: EventLevel;
  /** Kebab-case word such as `source-lost` or `history-deleted`. */
  readonly kind: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

export interface RunRow {
  readonly id: number;
  readonly startedAtMs: number;
  /** When it last wrote: its end, or for the newest run perhaps just now. */
  readonly lastCommitAtMs: number;
  /** False while it goes on, and when the process died or lost power. */
  readonly endedCleanly: boolean;
  readonly version: string;
  readonly source: string;
  readonly model: string | null;
  readonly engine: string | null;
}

export interface DatabaseInfo {
  readonly path: string;
  readonly schemaVersion: number;
  /** Database file and write-ahead log. */
  readonly sizeBytes: number;
  readonly walBytes: number;
  /** Inside the file, free for new rows. */
  readonly reusableBytes: number;
  readonly diskFreeBytes: number;
  /** From the row numbers: exact unless observations were dropped or quarantined. */
  readonly observationsEstimate: number;
  readonly facesEstimate: number;
  readonly oldestObservationMs: number | null;
  readonly newestObservationMs: number | null;
  readonly oldestRollupMs: number | null;
}

export interface ObservationFilter {
  readonly range: TimeRange;
  readonly faceId?: number;
  readonly expression?: Expression;
  /** 1…500, default 100. */
  readonly limit?: number;
  readonly cursor?: string;
}

export type FaceOrder = 'newest' | 'oldest' | 'longest' | 'shortest' | 'most-blinks';

export interface FaceFilter {
  /**
   * Faces in view at some moment of it (visits longer than a day that began before it are missed).
   */
  readonly range: TimeRange;
  readonly dominant?: Expression;
  readonly minDwellMs?: number;
  /** Default `newest`. */
  readonly order?: FaceOrder;
  /** 1…500, default 50. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface EventFilter {
  readonly range?: TimeRange;
  readonly level?: EventLevel;
  readonly kind?: string;
  /** 1…500, default 50. */
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * Everything that pages and the API ask of the history. Synchronous, read-only, each
 * call bounded in rows and meant to stay below 50 ms with 78 million observations.
 * A malformed argument (cursor, limit, range, time zone) throws EkspresiError `USAGE`.
 */
export interface StoreQueries {
  /** Newest first. A page may be short, even empty, before the end: follow `nextCursor`. */
  observations(filter: ObservationFilter): Page<ObservationRow>;
  faces(filter: FaceFilter): Page<FaceRow>;
  face(faceId: number): FaceRow | null;
  /** Visits that began in the range and showed the expression for at least so long. */
  visitsShowing(expression: Expression, leastMs: number, range: TimeRange): number;
  /** Null when there is no such face. `maxPoints` is 1…5000, default 1000. */
  faceTimeline(
    faceId: number,
    options?: { readonly range?: TimeRange; readonly maxPoints?: number },
  ): FaceTimeline | null;
  /** Days begin at midnight of `timeZone` (IANA name, default UTC). */
  rollups(range: TimeRange, unit: BucketUnit, timeZone?: string): RollupSeries;
  /** Over all of the ranges, which do not overlap, in their order. */
  totals(...ranges: readonly TimeRange[]): RollupSums;
  /** How long the kiosk was watching in the ranges, to the minute. */
  watchedMs(...ranges: readonly TimeRange[]): number;
  /** 168 cells, Monday 0 h first. */
  heatMap(range: TimeRange, timeZone: string): readonly HeatMapCell[];
  /** Newest first. */
  events(filter: EventFilter): Page<EventRow>;
  /** Newest first, at most `limit` (1…100, default 20). */
  runs(limit?: number): { readonly rows: readonly RunRow[]; readonly unreadable: number };
  databaseInfo(): DatabaseInfo;
  /** Newest first. */
  markers(filter: MarkerFilter): Page<Marker>;
  marker(id: number): Marker | null;
  contents(range: TimeRange): ContentReport;
  contentCurve(contentId: string, range: TimeRange): ContentCurve;
  /** By number of the face; only visits that are still stored. */
  visitExposures(contentId: string, range: TimeRange): readonly VisitExposures[];
}
