import { EXPRESSIONS, type ProbabilityVector } from '../../../src/core/expression.js';
import { fromLogProbabilities } from '../../../src/inference/expression/log-probabilities.js';
import { createRandom, type Random } from '../random.js';

export interface ExpressionSample {
  readonly timeMs: number;
  /** Index of the true expression. */
  readonly truth: number;
  readonly raw: ProbabilityVector;
  readonly quality: number;
}

/**
 * Confusion of a classifier of about 67 % on FER2013: the diagonal is the paper's, the rest is
 * spread as such models err (rows: true class; order of EXPRESSIONS).
 */
const CONFUSION: readonly (readonly number[])[] = [
  [0.58, 0.03, 0.1, 0.03, 0.13, 0.02, 0.11],
  [0.2, 0.63, 0.05, 0.02, 0.06, 0.01, 0.03],
  [0.11, 0.01, 0.52, 0.03, 0.16, 0.09, 0.08],
  [0.02, 0.005, 0.02, 0.85, 0.025, 0.02, 0.06],
  [0.09, 0.01, 0.1, 0.04, 0.59, 0.01, 0.16],
  [0.03, 0.005, 0.13, 0.06, 0.02, 0.7, 0.055],
  [0.07, 0.005, 0.06, 0.06, 0.17, 0.025, 0.61],
];

/** Standard deviations of the errors in each logit, by how long they last. */
export interface ClassifierNoise {
  /** Of the person: the same for the whole sequence. */
  readonly person: number;
  /** Of pose and light: lasting about a second. */
  readonly slow: number;
  /** Of the single frame: crop jitter, blur, noise. */
  readonly fast: number;
}

export const CLASSIFIER_NOISE: ClassifierNoise = { person: 0.6, slow: 0.75, fast: 0.9 };

const SLOW_MS = 900;
const ONSET_MS = 300;

/** A face over `durationS` at about `framesPerSecond`, its truth and what a classifier says. */
export function simulateExpressions(
  framesPerSecond: number,
  durationS: number,
  noise: ClassifierNoise,
  seed: number,
): readonly ExpressionSample[] {
  const random = createRandom(seed);
  const script = scriptExpressions(random, durationS * 1000);
  const bias = EXPRESSIONS.map(() => noise.person * random.gauss());
  let slow = EXPRESSIONS.map(() => random.gauss());
  const samples: ExpressionSample[] = [];
  let index = 0;
  let lastMs = 0;
  for (let timeMs = 0; timeMs < durationS * 1000; ) {
    while ((script[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) <= timeMs) index++;
    const memory = Math.exp(-(timeMs - lastMs) / SLOW_MS);
    slow = slow.map((value) => memory * value + Math.sqrt(1 - memory ** 2) * random.gauss());
    const quality = random.between(0.4, 1);
    const fast = noise.fast * (1.4 - 0.6 * quality);
    const mean = meanLogits(script, index, timeMs);
    const logits = mean.map(
      (value, k) => value + bias[k]! + noise.slow * slow[k]! + fast * random.gauss(),
    );
    samples.push({
      timeMs,
      truth: script[index]!.expression,
      raw: fromLogProbabilities(logits),
      quality,
    });
    lastMs = timeMs;
    timeMs += (1000 / framesPerSecond) * random.between(0.75, 1.25);
  }
  return samples;
}

interface Scripted {
  readonly expression: number;
  readonly fromMs: number;
}

/** Neutral for 2–10 s, then one of the others for 1–6 s, in a third of cases followed by another. */
function scriptExpressions(random: Random, endMs: number): Scripted[] {
  const neutral = EXPRESSIONS.indexOf('neutral');
  const script: Scripted[] = [];
  let atMs = 0;
  let expression = neutral;
  while (atMs < endMs) {
    script.push({ expression, fromMs: atMs });
    const calm = expression === neutral;
    atMs += calm ? random.between(2000, 10_000) : random.between(1000, 6000);
    const other = (expression + 1 + Math.floor(random.uniform() * 6)) % EXPRESSIONS.length;
    expression = calm || random.chance(1 / 3) ? other : neutral;
  }
  return script;
}

/** Logits of the class's confusion row, passing over from the last class within the onset. */
function meanLogits(script: readonly Scripted[], index: number, timeMs: number): number[] {
  const now = script[index]!;
  const next = script[index + 1];
  const before = script[index - 1];
  // The truth changes in the middle of the onset.
  const sinceMs = timeMs - now.fromMs;
  const untilMs = (next?.fromMs ?? Number.POSITIVE_INFINITY) - timeMs;
  const half = ONSET_MS / 2;
  if (before !== undefined && sinceMs < half)
    return mixed(now.expression, before.expression, 0.5 + sinceMs / ONSET_MS);
  if (next !== undefined && untilMs < half)
    return mixed(now.expression, next.expression, 0.5 + untilMs / ONSET_MS);
  return mixed(now.expression, now.expression, 1);
}

function mixed(a: number, b: number, shareOfA: number): number[] {
  return CONFUSION[a]!.map(
    (p, k) => shareOfA * Math.log(p) + (1 - shareOfA) * Math.log(CONFUSION[b]![k]!),
  );
}
