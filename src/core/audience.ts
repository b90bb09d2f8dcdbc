/** What a visit says of attention; null in rows of earlier versions, which did not measure it. */
export interface VisitAudience {
  /** Looked at the screen for at least `attention.watcherMs` in all. */
  readonly watcher: boolean | null;
  /** Milliseconds from the first sighting to the first look; null for one that never looked. */
  readonly firstLookMs: number | null;
}

/**
 * Sums of attention over a span of time, in the words of Quividi's glossary. A face counts where it
 * appeared, so that the steps of the funnel belong to the same people. Null where nothing is known.
 */
export interface AudienceSums {
  /** Faces that appeared where attention was measured: what watchers are a share of. */
  readonly facesMeasured: number | null;
  /** Faces that looked for at least `attention.watcherMs` in all. */
  readonly watchers: number | null;
  /** Watchers that stayed for `store.visitSeconds`. */
  readonly watchersStopped: number | null;
  /** Watchers that stayed and smiled. */
  readonly watchersSmiled: number | null;
  /** Watchers over all faces that appeared, 0…1. */
  readonly conversion: number | null;
  /** Attention time over the time in view, 0…1. */
  readonly attraction: number | null;
  /** Clear face-milliseconds of each expression while looking; in the order of EXPRESSIONS. */
  readonly attentionExpressionMs: readonly number[] | null;
  /** Mean valence while looking, −1…1. */
  readonly meanAttentionValence: number | null;
}
