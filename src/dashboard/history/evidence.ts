import type { HeatMapCell, RollupSums } from '../../store/store-queries.js';
import { shareOf, totalMs } from '../view/expression-shares.js';

/** How much a share, a best hour, a cell must stand on. */
export interface EvidenceRule {
  readonly visitors: number;
  readonly seconds: number;
}

type Measured = Pick<RollupSums, 'expressionMs' | 'facesAppeared' | 'visitors'>;

/** Visitors; faces of a time that did not tell those from passers. */
export function visitorsOf({ visitors, facesAppeared }: Omit<Measured, 'expressionMs'>): number {
  return visitors ?? facesAppeared;
}

export function hasEvidence(measured: Measured, rule: EvidenceRule): boolean {
  return visitorsOf(measured) >= rule.visitors && totalMs(measured) >= rule.seconds * 1000;
}

export const HEAT_METRICS = ['faces', 'happy', 'attention'] as const;
export type HeatMetric = (typeof HEAT_METRICS)[number];

/** A cell as it is drawn. */
export interface RatedCell {
  readonly weekday: number;
  readonly hour: number;
  /** Visitors that the cell stands on. */
  readonly visitors: number;
  /** By the metric; null where nobody watched or too few came. */
  readonly value: number | null;
  readonly isWatched: boolean;
  /** The highest value of all cells; the first of equals. */
  readonly isTop: boolean;
}

const LEVELS = 5;

/** Attention time over time in view; null where it was not measured. */
function attentionShare({ attentionMs, inViewMs }: HeatMapCell): number | null {
  return attentionMs === null || inViewMs === 0 ? null : attentionMs / inViewMs;
}

/** Rates every cell by one rule. Counting visitors needs none: few visitors are the finding. */
export function rateCells(
  cells: readonly HeatMapCell[],
  metric: HeatMetric,
  rule: EvidenceRule,
): readonly RatedCell[] {
  const values = cells.map((cell) => {
    if (cell.hoursWatched <= 0) return null;
    if (metric === 'faces') return visitorsOf(cell) / cell.hoursWatched;
    if (!hasEvidence(cell, rule)) return null;
    return metric === 'happy' ? shareOf(cell, 'happy') : attentionShare(cell);
  });
  const top = values.reduce<number | null>(
    (best, value) => (value !== null && value > (best ?? 0) ? value : best),
    null,
  );
  const topIndex = values.indexOf(top ?? Number.NaN);
  return cells.map((cell, i) => ({
    weekday: cell.weekday,
    hour: cell.hour,
    visitors: visitorsOf(cell),
    value: values[i] ?? null,
    isWatched: cell.hoursWatched > 0,
    isTop: i === topIndex,
  }));
}

/** Shade of a value: 0 for nothing, then five steps up to the highest. */
export function levelOf(value: number, top: number): number {
  return top <= 0 ? 0 : Math.min(LEVELS, Math.ceil((value / top) * LEVELS));
}
