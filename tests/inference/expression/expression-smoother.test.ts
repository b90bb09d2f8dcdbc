import { describe, expect, it } from 'vitest';
import { measureSmoothing } from '../../../bench/time/smoothing.js';
import { type Candidate, RAW } from '../../../bench/time/smoothing-candidates.js';
import { argMax, EXPRESSIONS } from '../../../src/core/expression.js';
import { createExpressionSmoother } from '../../../src/inference/expression/expression-smoother.js';
import { MarkovFilter } from '../../../src/inference/expression/markov-filter.js';
import { DEFAULT_SMOOTHING } from '../../../src/inference/expression/smoothing-settings.js';

const HAPPY = [0.02, 0.01, 0.02, 0.8, 0.05, 0.02, 0.08];
const SAD = [0.1, 0.02, 0.08, 0.02, 0.6, 0.02, 0.16];

describe('createExpressionSmoother', () => {
  it('gives raw probabilities and labels when off', () => {
    const smoother = createExpressionSmoother({ method: 'off' });
    for (const [k, raw] of [HAPPY, SAD, HAPPY].entries()) {
      expect(smoother.update(raw, k * 10, 0.1)).toEqual({
        smoothed: raw,
        expression: EXPRESSIONS[argMax(raw)],
        confidence: Math.max(...raw),
      });
    }
  });

  it('gives the smoothed probability of the label as confidence', () => {
    const smoother = createExpressionSmoother();
    for (let k = 0; k < 40; k++) {
      const { smoothed, expression, confidence } = smoother.update(
        k % 5 === 4 ? SAD : HAPPY,
        k * 50,
        0.7,
      );
      expect(expression).toBe('happy');
      expect(confidence).toBe(smoothed[EXPRESSIONS.indexOf('happy')]);
    }
  });

  it('shows a clear new expression within half a second', () => {
    const smoother = createExpressionSmoother();
    for (let k = 0; k < 40; k++) smoother.update(HAPPY, k * 66, 0.7);
    const labels = Array.from({ length: 8 }, (_, k) => smoother.update(SAD, (40 + k) * 66, 0.7));
    expect(labels.map(({ expression }) => expression)).toContain('sad');
  });

  it('keeps faces apart', () => {
    const [one, other] = [createExpressionSmoother(), createExpressionSmoother()];
    for (let k = 0; k < 10; k++) one.update(HAPPY, k * 66, 1);
    expect(other.update(SAD, 660, 1).expression).toBe('sad');
    expect(one.update(HAPPY, 660, 1).expression).toBe('happy');
  });

  it('is slower and calmer with a longer half-life', () => {
    const changeMs = (halfLifeMs: number) => {
      const smoother = createExpressionSmoother({ halfLifeMs, minDwellMs: 0 });
      for (let k = 0; k < 100; k++) smoother.update(HAPPY, k * 33, 0.7);
      for (let k = 0; k < 100; k++) {
        if (smoother.update(SAD, (100 + k) * 33, 0.7).expression === 'sad') return k * 33;
      }
      return Number.POSITIVE_INFINITY;
    };
    expect(changeMs(300)).toBeLessThan(changeMs(2000));
  });

  it('by default flips ten times less than raw, within 500 ms, and is right more often', () => {
    const candidate: Candidate = {
      ...RAW,
      method: 'markov',
      minDwellMs: DEFAULT_SMOOTHING.minDwellMs,
      switchMargin: DEFAULT_SMOOTHING.switchMargin,
      filter: () => new MarkovFilter(DEFAULT_SMOOTHING.halfLifeMs),
    };
    const [raw, smoothed] = measureSmoothing(4, [candidate]);
    expect(smoothed!.fewerFlips).toBeGreaterThan(10);
    expect(smoothed!.addedDelayMs).toBeLessThan(500);
    expect(smoothed!.accuracy).toBeGreaterThan(raw!.accuracy + 0.03);
    expect(smoothed!.logLoss).toBeLessThan(raw!.logLoss);
  });
});
