import { EXPRESSIONS } from '../../core/expression.js';
import type { ContentRow } from '../../store/content-rows.js';

/** Shares and means of a content as the pages show them; null where nothing is known. */
interface ContentFigures {
  readonly happyShare: number | null;
  readonly lookingShare: number | null;
  /** Looking time of all faces in one showing. */
  readonly attentionPerShowingMs: number | null;
}

const HAPPY = EXPRESSIONS.indexOf('happy');

export function contentFigures(row: ContentRow): ContentFigures {
  const { expressionMs, attentionMs, viewMsWithPose, watchedShowings } = row;
  const clearMs = expressionMs.reduce((sum, ms) => sum + ms, 0);
  return {
    happyShare: clearMs === 0 ? null : (expressionMs[HAPPY] ?? 0) / clearMs,
    lookingShare:
      attentionMs === null || viewMsWithPose === 0 ? null : attentionMs / viewMsWithPose,
    attentionPerShowingMs:
      attentionMs === null || watchedShowings === 0 ? null : attentionMs / watchedShowings,
  };
}
