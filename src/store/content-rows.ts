import type { MarkerKind } from '../core/marker.js';
import type { CurveSecond } from './markers/showing-sums.js';
import type { TimeRange } from './store-queries.js';

export interface MarkerFilter {
  /** Markers that take place at some moment of it. */
  readonly range: TimeRange;
  readonly kind?: MarkerKind;
  readonly contentId?: string;
  /** 1…500, default 100. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** What the kiosk saw in the showings of one content that began in a range. */
export interface ContentRow {
  readonly contentId: string;
  /** That of the newest marker. */
  readonly name: string;
  readonly showings: number;
  /** Of them those in which the kiosk analysed frames. */
  readonly watchedShowings: number;
  readonly shownMs: number;
  /** Faces in view, each counted once a showing. */
  readonly seen: number;
  /** Of `seenWithPose` those that looked for `attention.watcherMs`; null: no pose was known. */
  readonly watchers: number | null;
  readonly seenWithPose: number;
  /** Face-milliseconds in view, and looking (null: no pose was known) of `viewMsWithPose`. */
  readonly viewMs: number;
  readonly attentionMs: number | null;
  readonly viewMsWithPose: number;
  readonly unclearMs: number;
  readonly expressionMs: readonly number[];
  readonly meanValence: number | null;
}

export interface ContentReport {
  /** Most showings first. */
  readonly rows: readonly ContentRow[];
  /** Showings of the range that go on, are to come or are not counted yet. */
  readonly uncounted: number;
  /** Those that nobody ended, or in which the clock jumped. */
  readonly doubtful: number;
  /** Showings left out because damage has made them impossible. */
  readonly unreadable: number;
}

/** The first seconds of a content, summed over its showings. */
export interface ContentCurve {
  readonly seconds: readonly (CurveSecond & {
    /** Showings that lasted into this second. */
    readonly showings: number;
  })[];
  /** When the showings began, newest first. */
  readonly startsMs: readonly number[];
}

/** What one visit showed in all showings of a content in a range. */
export interface VisitExposures {
  readonly faceId: number;
  readonly showings: number;
  readonly viewMs: number;
  readonly clearMs: number;
  readonly happyMs: number;
  readonly attentionMs: number;
  /** Of `viewMs` what belongs to showings in which a pose was known. */
  readonly posedViewMs: number;
  readonly valenceSum: number;
  readonly valenceMs: number;
}
