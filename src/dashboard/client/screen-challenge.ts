/** “Show us: surprise”: three rounds for whoever stands there, and a score. Pure. */

/** Who stands there: what each shows, null where the reading is unclear. */
export type Shown = readonly (string | null)[];

export interface Challenge {
  readonly phase: 'waiting' | 'ready' | 'round' | 'won' | 'lost' | 'score';
  /** Since when it is in this phase. */
  readonly sinceMs: number;
  /** 0, 1, 2. */
  readonly round: number;
  /** What is asked for in the round. */
  readonly target: string;
  /** Since when somebody shows it without a break, null while nobody does. */
  readonly heldSinceMs: number | null;
  /** Since when nobody is there, null while somebody is. */
  readonly aloneSinceMs: number | null;
  readonly score: number;
}

export const ROUNDS = 3;
const READY_MS = 2500;
export const ROUND_MS = 9000;
const HOLD_MS = 500;
const RESULT_MS = 2200;
const SCORE_MS = 6000;
/** Nobody there for so long: the game ends by itself. */
const GONE_MS = 3000;
const FULL_POINTS = 100;
/** For who needs the whole round. */
const LEAST_POINTS = 40;

export function newChallenge(nowMs: number): Challenge {
  return {
    phase: 'waiting',
    sinceMs: nowMs,
    round: 0,
    target: '',
    heldSinceMs: null,
    aloneSinceMs: nowMs,
    score: 0,
  };
}

/** What happens next. `targetOf` says what a round asks for. */
export function nextChallenge(
  now: Challenge,
  shown: Shown,
  nowMs: number,
  targetOf: (round: number) => string,
): Challenge {
  const aloneSinceMs = shown.length > 0 ? null : (now.aloneSinceMs ?? nowMs);
  const state = { ...now, aloneSinceMs };
  const spentMs = nowMs - now.sinceMs;
  const enter = (change: Partial<Challenge>) => ({
    ...state,
    heldSinceMs: null,
    sinceMs: nowMs,
    ...change,
  });
  if (aloneSinceMs !== null && nowMs - aloneSinceMs >= GONE_MS && now.phase !== 'waiting') {
    return newChallenge(nowMs);
  }
  switch (now.phase) {
    case 'waiting':
      return shown.length > 0 ? enter({ phase: 'ready', round: 0, score: 0 }) : state;
    case 'ready':
      return spentMs < READY_MS ? state : enter({ phase: 'round', target: targetOf(0) });
    case 'round': {
      const isShown = shown.includes(now.target);
      const heldSinceMs = isShown ? (now.heldSinceMs ?? nowMs) : null;
      if (heldSinceMs !== null && nowMs - heldSinceMs >= HOLD_MS) {
        return enter({ phase: 'won', score: now.score + pointsAfter(spentMs) });
      }
      return spentMs < ROUND_MS ? { ...state, heldSinceMs } : enter({ phase: 'lost' });
    }
    case 'won':
    case 'lost': {
      if (spentMs < RESULT_MS) return state;
      const round = now.round + 1;
      if (round >= ROUNDS) return enter({ phase: 'score' });
      return enter({ phase: 'round', round, target: targetOf(round) });
    }
    case 'score':
      return spentMs < SCORE_MS ? state : newChallenge(nowMs);
  }
}

function pointsAfter(spentMs: number): number {
  const share = Math.min(1, spentMs / ROUND_MS);
  return Math.round(FULL_POINTS - (FULL_POINTS - LEAST_POINTS) * share);
}
