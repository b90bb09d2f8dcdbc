import type { ProbabilityVector } from '../../../src/core/expression.js';
import {
  fromLogProbabilities,
  toLogProbabilities,
} from '../../../src/inference/expression/log-probabilities.js';
import type { ProbabilityFilter } from '../../../src/inference/expression/probability-filter.js';
import { LogAverageFilter } from './log-average-filter.js';

/** Time constants and threshold of the change-detecting filter. */
export interface AdaptiveSettings {
  /** Half-life of the calm average, which is shown. */
  readonly calmHalfLifeMs: number;
  /** Half-life of the quick average, which notices changes. */
  readonly quickHalfLifeMs: number;
  /** Evidence (nats · seconds) for another expression after which the calm average starts anew. */
  readonly evidence: number;
}

/**
 * Log-opinion pool of adaptive bandwidth: a calm average is shown; a quick one runs beside it. While
 * the quick one prefers another expression its lead is summed over time (CUSUM); enough of it means
 * that the face has changed, and the calm average is put where the quick one is.
 */
export class AdaptiveFilter implements ProbabilityFilter {
  readonly #settings: AdaptiveSettings;
  readonly #quick: LogAverageFilter;
  #calm: LogAverageFilter;
  #evidence = 0;
  #lastMs: number | null = null;

  constructor(settings: AdaptiveSettings) {
    this.#settings = settings;
    this.#quick = new LogAverageFilter(settings.quickHalfLifeMs);
    this.#calm = new LogAverageFilter(settings.calmHalfLifeMs);
  }

  update(raw: ProbabilityVector, timeMs: number, quality: number): ProbabilityVector {
    const quick = this.#quick.update(raw, timeMs, quality);
    const calm = this.#calm.update(raw, timeMs, quality);
    const stepS = this.#lastMs === null ? 0 : Math.max(0, timeMs - this.#lastMs) / 1000;
    this.#lastMs = timeMs;
    const [quickLogs, calmLogs] = [toLogProbabilities(quick), toLogProbabilities(calm)];
    const shown = indexOfLargest(calmLogs);
    const lead = Math.max(...quickLogs) - quickLogs[shown]!;
    this.#evidence = lead > 0 ? this.#evidence + lead * stepS : 0;
    if (this.#evidence < this.#settings.evidence) return calm;
    this.#evidence = 0;
    this.#calm = new LogAverageFilter(this.#settings.calmHalfLifeMs);
    return this.#calm.update(fromLogProbabilities(quickLogs), timeMs, quality);
  }
}

function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}
