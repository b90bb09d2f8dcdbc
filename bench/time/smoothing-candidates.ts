import { argMax, type ProbabilityVector } from '../../src/core/expression.js';
import { LabelHysteresis } from '../../src/inference/expression/label-hysteresis.js';
import { MarkovFilter } from '../../src/inference/expression/markov-filter.js';
import type { ProbabilityFilter } from '../../src/inference/expression/probability-filter.js';
import { AdaptiveFilter } from './candidates/adaptive-filter.js';
import { LogAverageFilter } from './candidates/log-average-filter.js';

export type Method = 'raw' | 'average' | 'markov' | 'adaptive';

/** A filter with its constants and the hysteresis behind it. */
export interface Candidate {
  readonly method: Method;
  readonly constants: string;
  readonly minDwellMs: number;
  readonly switchMargin: number;
  filter(): ProbabilityFilter;
}

const PASS: ProbabilityFilter = { update: (raw: ProbabilityVector) => raw };

export const RAW: Candidate = {
  method: 'raw',
  constants: '',
  minDwellMs: 0,
  switchMargin: 0,
  filter: () => PASS,
};

const FILTERS: readonly Pick<Candidate, 'method' | 'constants' | 'filter'>[] = [
  ...[80, 150, 250, 400].map((halfLifeMs) => ({
    method: 'average' as const,
    constants: `half-life ${halfLifeMs}`,
    filter: () => new LogAverageFilter(halfLifeMs),
  })),
  ...[350, 500, 700, 1000, 1500].map((halfLifeMs) => ({
    method: 'markov' as const,
    constants: `half-life ${halfLifeMs}`,
    filter: () => new MarkovFilter(halfLifeMs),
  })),
  ...[400, 800].flatMap((calmHalfLifeMs) =>
    [0.1, 0.2].map((evidence) => ({
      method: 'adaptive' as const,
      constants: `calm ${calmHalfLifeMs}, evidence ${evidence}`,
      filter: () => new AdaptiveFilter({ calmHalfLifeMs, quickHalfLifeMs: 120, evidence }),
    })),
  ),
];

/** Every filter with every hysteresis. */
export const CANDIDATES: readonly Candidate[] = FILTERS.flatMap((filter) =>
  [300, 500].flatMap((minDwellMs) =>
    [0.05, 0.15, 0.25].map((switchMargin) => ({ ...filter, minDwellMs, switchMargin })),
  ),
);

/** Smoothed probabilities and label of a stream. */
export function createCandidate(candidate: Candidate) {
  const filter = candidate.filter();
  const label = new LabelHysteresis(candidate.minDwellMs, candidate.switchMargin);
  return (raw: ProbabilityVector, timeMs: number, quality: number) => {
    const probabilities = filter.update(raw, timeMs, quality);
    const shown = candidate.method === 'raw' ? argMax(raw) : label.update(probabilities, timeMs);
    return { probabilities, label: shown };
  };
}
