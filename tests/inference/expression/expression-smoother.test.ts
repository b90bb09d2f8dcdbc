import { describe, expect, it } from 'vitest';
import { calibrationError } from '../../../bench/time/animated.js';
import { argMax, EXPRESSIONS, valence } from '../../../src/core/expression.js';
import {
  createExpressionSmoother,
  type SmoothingSettings,
} from '../../../src/inference/expression/expression-smoother.js';
import { fromLogProbabilities } from '../../../src/inference/expression/temporal-filter.js';
import { createRandom, gaussian } from '../../../src/synthetic/random.js';

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
        clear: true,
        valence: valence(raw),
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
      const smoother = createExpressionSmoother({ halfLifeMs });
      for (let k = 0; k < 100; k++) smoother.update(HAPPY, k * 33, 0.7);
      for (let k = 0; k < 100; k++) {
        if (smoother.update(SAD, (100 + k) * 33, 0.7).expression === 'sad') return k * 33;
      }
      return Number.POSITIVE_INFINITY;
    };
    expect(changeMs(300)).toBeLessThan(changeMs(2000));
  });

  it('shows the highest bar, and keeps a label only among bars within five points', () => {
    const smoother = createExpressionSmoother({ halfLifeMs: 20 });
    const bars = (happy: number, neutral: number) => {
      const rest = (1 - happy - neutral) / 5;
      return [rest, rest, rest, happy, rest, rest, neutral];
    };
    const shown = (happy: number, neutral: number, atMs: number) =>
      smoother.update(bars(happy, neutral), atMs, 1).expression;
    expect(shown(0.5, 0.4, 0)).toBe('happy');
    expect(shown(0.44, 0.47, 5000)).toBe('happy');
    expect(shown(0.4, 0.48, 10_000)).toBe('neutral');
    expect(shown(0.46, 0.44, 15_000)).toBe('neutral');
  });

  it('is as calibrated as one picture on faces that do not move, and ten times calmer', () => {
    const faces = Array.from({ length: 1000 }, (_, seed) => stillFace(seed));
    const raw = faces.map((face) => shownOf(face, { method: 'off' }));
    const smoothed = faces.map((face) => shownOf(face, {}));
    expect(calibrationError(raw.flat())).toBeLessThan(0.05);
    expect(calibrationError(smoothed.flat())).toBeLessThan(0.05);
    expect(flips(raw)).toBeGreaterThan(10 * flips(smoothed));
  });
});

const FRAME_MS = 100;

interface StillFace {
  readonly truth: number;
  readonly raw: readonly (readonly number[])[];
}

/**
 * Four seconds of a classifier that is calibrated on one picture and errs in the same way for as
 * long as the person is there; a little changes with pose and light, and from frame to frame, as
 * much as on the resting people of shared/films.
 */
function stillFace(seed: number): StillFace {
  const random = createRandom(seed + 1);
  const logits = EXPRESSIONS.map(() => 1.6 * gaussian(random));
  const chance = random();
  let truth = 0;
  let sum = 0;
  for (const [i, p] of fromLogProbabilities(logits).entries()) {
    if (chance >= sum) truth = i;
    sum += p;
  }
  const slow = EXPRESSIONS.map(() => gaussian(random));
  const memory = Math.exp(-FRAME_MS / 600);
  const raw = Array.from({ length: 40 }, () => {
    slow.forEach((value, i) => {
      slow[i] = memory * value + Math.sqrt(1 - memory ** 2) * gaussian(random);
    });
    return fromLogProbabilities(
      logits.map((value, i) => value + 0.15 * slow[i]! + 0.2 * gaussian(random)),
    );
  });
  return { truth, raw };
}

function shownOf({ truth, raw }: StillFace, settings: Partial<SmoothingSettings>) {
  const smoother = createExpressionSmoother(settings);
  return raw.map((probabilities, k) => {
    const { expression, confidence } = smoother.update(probabilities, k * FRAME_MS, 0.9);
    const label = EXPRESSIONS.indexOf(expression);
    return { label, right: label === truth, confidence };
  });
}

function flips(faces: readonly (readonly { readonly label: number }[])[]): number {
  return faces.reduce(
    (sum, face) =>
      sum + face.filter(({ label }, i) => i > 0 && label !== face[i - 1]!.label).length,
    0,
  );
}
