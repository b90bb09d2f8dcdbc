import { EXPRESSIONS } from '../../core/expression.js';
import { type SessionSummary, summarise } from '../../sessions/session-summary.js';
import type { StoreQueries } from '../../store/store-queries.js';
import { type LabSession, labSession, readLabSession } from './lab-session.js';

/** The sessions of one condition before a stimulus; means are over the sessions. */
export interface ConditionSummary {
  readonly condition: string;
  readonly sessions: number;
  readonly valence: number | null;
  readonly looking: number | null;
  /** In the order of EXPRESSIONS. */
  readonly expressions: readonly number[];
}

/** Sessions that are read for a page; each is some thousand rows. */
const MOST_SESSIONS = 30;
const BACK_MS = 90 * 86_400_000;

/** The ended sessions of the last 90 days before the same stimulus, by condition. */
export async function conditionSummaries(
  { stimulus, startMs }: LabSession,
  queries: StoreQueries,
  nowMs: number,
): Promise<readonly ConditionSummary[]> {
  if (stimulus === null) return [];
  const { rows } = queries.markers({
    range: { fromMs: startMs - BACK_MS, toMs: nowMs + 1 },
    ...{ kind: 'session', contentId: stimulus, limit: MOST_SESSIONS },
  });
  const conditions = new Map<string, SessionSummary['faces'][number][]>();
  for (const row of rows) {
    const session = labSession(row);
    if (session === null || session.endMs === null) continue;
    const [face] = summarise(await readLabSession(session, queries, nowMs)).faces;
    if (face === undefined) continue;
    const condition = session.condition ?? '';
    conditions.set(condition, [...(conditions.get(condition) ?? []), face]);
  }
  return [...conditions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([condition, faces]) => ({
      condition,
      sessions: faces.length,
      valence: mean(faces.map(({ meanValence }) => meanValence)),
      looking: mean(faces.map(({ looking }) => looking)),
      expressions: EXPRESSIONS.map(
        (name) => mean(faces.map(({ expressions }) => expressions[name])) ?? 0,
      ),
    }));
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
