import type { AudienceSums } from '../../core/audience.js';
import {
  ATTENTION_DURATION_COLUMNS,
  ATTENTION_VALENCE_COUNT,
  ATTENTION_VALENCE_SUM,
} from '../audience.js';
import { DURATION_COLUMNS } from '../measure-sums.js';

/** In words that SQLite and PostgreSQL both know: the fleet reads by them, too. */
const ofKnownRows = (sql: string) => `CASE WHEN watchers IS NOT NULL THEN ${sql} END`;

/** What shares of the audience are shares of: sums of those rows alone that know their watchers. */
export const AUDIENCE_BASES: Readonly<Record<string, string>> = {
  audience_seen: ofKnownRows('faces_appeared'),
  audience_in_view_ms: ofKnownRows(`${DURATION_COLUMNS.join(' + ')} + coalesce(unclear_ms, 0)`),
  audience_attention_ms: ofKnownRows('coalesce(attention_ms, 0)'),
};

/** The audience of a rollup row, or of several added up. */
export function audienceSums(get: (column: string) => number | null): AudienceSums {
  // Nobody was there: that is known whichever version wrote it.
  const nothing = get('observations') === 0 ? 0 : null;
  const watchers = get('watchers') ?? nothing;
  const expressionMs = ATTENTION_DURATION_COLUMNS.map(get);
  const isKnown = expressionMs.some((ms) => ms !== null);
  return {
    facesMeasured: get('audience_seen') ?? nothing,
    watchers,
    watchersStopped: get('watchers_stopped') ?? nothing,
    watchersSmiled: get('watchers_smiled') ?? nothing,
    conversion: quotient(watchers, get('audience_seen')),
    attraction: quotient(get('audience_attention_ms'), get('audience_in_view_ms')),
    attentionExpressionMs: isKnown ? expressionMs.map((ms) => ms ?? 0) : null,
    meanAttentionValence: quotient(get(ATTENTION_VALENCE_SUM), get(ATTENTION_VALENCE_COUNT)),
  };
}

/** Null where a part is not known, or there is nothing to be a share of. */
function quotient(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}
