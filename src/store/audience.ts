import { EXPRESSIONS } from '../core/expression.js';
import { addExpressionTime, type SummedValues, zeroDurations } from './measure-sums.js';

/** From which times on a visit counts. */
export interface AudienceRule {
  /** Dwell time of a visitor; with less it has passed. */
  readonly visitMs: number;
  /** Attention time of a watcher. */
  readonly watcherMs: number;
}

/** A visit has a smile with so much clear happy time in all; less may be a slip of the network. */
export const SMILE_MS = 500;

/** What the funnel asks of a visit. */
interface VisitTimes {
  readonly dwellMs: number;
  readonly attentionMs: number;
  readonly happyMs: number;
}

/** How far a visit came: seen (0), looked (1), stopped (2), smiled (3). It never goes back. */
export function funnelStep(visit: VisitTimes, { visitMs, watcherMs }: AudienceRule): number {
  if (visit.attentionMs < watcherMs) return 0;
  if (visit.dwellMs < visitMs) return 1;
  return visit.happyMs < SMILE_MS ? 2 : 3;
}

/** Columns of the steps behind *seen*, which is `faces_appeared`. */
export const FUNNEL_COLUMNS = ['watchers', 'watchers_stopped', 'watchers_smiled'] as const;

/** Time of each expression while looking. */
export const ATTENTION_DURATION_COLUMNS = EXPRESSIONS.map((name) => `attention_${name}_ms`);

export const ATTENTION_VALENCE_SUM = 'attention_valence_sum';
export const ATTENTION_VALENCE_COUNT = 'attention_valence_count';

/** Columns of the rollups that hold what {@link AudienceTotals} adds up. */
export const AUDIENCE_COLUMNS = [
  ...FUNNEL_COLUMNS,
  ...ATTENTION_DURATION_COLUMNS,
  ATTENTION_VALENCE_SUM,
  ATTENTION_VALENCE_COUNT,
];

/** One moment of a face whose attention was measured. */
interface AttentionMoment {
  readonly expression: number;
  readonly gapMs: number;
  readonly measures: SummedValues;
}

/** Sums of attention of a minute or an hour; not known until a face was measured. */
export class AudienceTotals {
  readonly #steps = FUNNEL_COLUMNS.map(() => 0);
  readonly #expressionMs = zeroDurations();
  #valenceSum = 0;
  #valenceCount = 0;
  #isKnown = false;

  addMoment(moment: AttentionMoment): void {
    this.#isKnown = true;
    const { looking, valence } = moment.measures;
    if (looking !== true) return;
    addExpressionTime(this.#expressionMs, moment);
    if (valence === null || valence === undefined) return;
    this.#valenceSum += valence;
    this.#valenceCount++;
  }

  /** A visit has come from one step to a later one. */
  addSteps(from: number, to: number): void {
    this.#isKnown = true;
    for (let step = from; step < to; step++) this.#steps[step] = (this.#steps[step] ?? 0) + 1;
  }

  /** In the order of {@link AUDIENCE_COLUMNS}. */
  values(): (number | null)[] {
    if (!this.#isKnown) return AUDIENCE_COLUMNS.map(() => null);
    const expressionMs = this.#expressionMs.map(Math.round);
    return [...this.#steps, ...expressionMs, this.#valenceSum, this.#valenceCount];
  }
}
