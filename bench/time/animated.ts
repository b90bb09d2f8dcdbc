import { readFileSync } from 'node:fs';
import { argMax, type ProbabilityVector } from '../../src/core/expression.js';
import { createExpressionSmoother } from '../../src/inference/expression/expression-smoother.js';
import { faceQuality } from '../../src/inference/quality/face-quality.js';
import { markdownTable } from './markdown-table.js';

/** What `training/animate.py` writes: PublicTest faces animated as a camera shows people. */
export interface AnimatedFaces {
  readonly model: string;
  /** Time between two readings. */
  readonly intervalMs: number;
  readonly sequences: readonly AnimatedSequence[];
}

interface AnimatedSequence {
  /** One picture for the whole time; otherwise a second one takes its place in the middle. */
  readonly still: boolean;
  readonly facePx: number;
  /** What most taggers see, an index in EXPRESSIONS, and the model's probabilities, by reading. */
  readonly truths: readonly number[];
  readonly raw: readonly ProbabilityVector[];
  readonly sharpness: readonly number[];
  readonly light: readonly number[];
}

export interface AnimatedScore {
  readonly name: string;
  /** Share of the readings of still faces that agree with the majority. */
  readonly accuracy: number;
  /** Expected calibration error of the readings of still faces, 15 bins. */
  readonly ece: number;
  /** Share of those readings with a confidence of 0.9 and more, and how many of them agree. */
  readonly sureShare: number;
  readonly sureRight: number;
  readonly flipsPerMinute: number;
  /** By how much a change is shown later than in the raw labels, mean and p95. */
  readonly delayMs: number;
  readonly delayP95Ms: number;
}

interface Shown {
  readonly label: number;
  readonly confidence: number;
}

const BINS = 15;
const SURE = 0.9;
const LANDMARK_CONFIDENCE = 0.9;

/** Labels and confidences of a sequence without smoothing, or with the product's. */
function shownOf(sequence: AnimatedSequence, intervalMs: number, halfLifeMs: number | null) {
  const smoother = createExpressionSmoother(
    halfLifeMs === null ? { method: 'off' } : { halfLifeMs },
  );
  return sequence.raw.map((raw, i): Shown => {
    const quality = faceQuality({
      sizePx: sequence.facePx,
      sharpness: sequence.sharpness[i]!,
      light: sequence.light[i]!,
      landmarkConfidence: LANDMARK_CONFIDENCE,
    });
    const { smoothed, confidence } = smoother.update(raw, i * intervalMs, quality);
    const label = smoothed.indexOf(confidence);
    return { label: label < 0 ? argMax(smoothed) : label, confidence };
  });
}

/** Scores the product's smoothing with `halfLifeMs`; null is none. */
export function scoreAnimated(faces: AnimatedFaces, halfLifeMs: number | null): AnimatedScore {
  const { intervalMs, sequences } = faces;
  const readings: { readonly right: boolean; readonly confidence: number }[] = [];
  const delaysMs: number[] = [];
  let flips = 0;
  let stillMs = 0;
  for (const sequence of sequences) {
    const shown = shownOf(sequence, intervalMs, halfLifeMs);
    if (sequence.still) {
      stillMs += intervalMs * (shown.length - 1);
      shown.forEach(({ label, confidence }, i) => {
        readings.push({ right: label === sequence.truths[i], confidence });
        if (i > 0 && label !== shown[i - 1]!.label) flips++;
      });
    } else {
      const delay = changeDelay(sequence, shown);
      if (delay !== null) delaysMs.push(delay * intervalMs);
    }
  }
  delaysMs.sort((a, b) => a - b);
  const sure = readings.filter(({ confidence }) => confidence >= SURE);
  return {
    name: halfLifeMs === null ? 'raw' : `half-life ${halfLifeMs} ms`,
    accuracy: share(readings),
    ece: calibrationError(readings),
    sureShare: sure.length / readings.length,
    sureRight: share(sure),
    flipsPerMinute: (60_000 * flips) / stillMs,
    delayMs: delaysMs.reduce((sum, delay) => sum + delay / delaysMs.length, 0),
    delayP95Ms: delaysMs[Math.floor(0.95 * delaysMs.length)] ?? 0,
  };
}

/** Mean distance of confidence and share right, over bins of confidence, weighed by their size. */
export function calibrationError(
  readings: readonly { readonly right: boolean; readonly confidence: number }[],
): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const members = readings.filter(
      ({ confidence }) => confidence > bin / BINS && confidence <= (bin + 1) / BINS,
    );
    if (members.length === 0) continue;
    const confidence = members.reduce((sum, m) => sum + m.confidence, 0) / members.length;
    error += (members.length / readings.length) * Math.abs(confidence - share(members));
  }
  return error;
}

function share(readings: readonly { readonly right: boolean }[]): number {
  return readings.filter(({ right }) => right).length / readings.length;
}

/**
 * Readings by which the shown label reaches the second picture's usual raw label later than the raw
 * label does; null where the raw labels of both pictures are the same.
 */
function changeDelay({ raw, truths }: AnimatedSequence, shown: readonly Shown[]): number | null {
  const labels = raw.map(argMax);
  const changedAt = truths.findIndex((truth) => truth !== truths[0]);
  const last = usual(labels.slice(-Math.floor(labels.length / 4)));
  if (usual(labels.slice(0, changedAt)) === last) return null;
  const rawAt = labels.indexOf(last, changedAt);
  const shownAt = shown.findIndex(({ label }, i) => i >= changedAt && label === last);
  return rawAt < 0 || shownAt < 0 ? null : shownAt - rawAt;
}

function usual(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}

/**
 * The lowest confidence from which on at least `wantedRight` of the smoothed readings of still
 * faces agree with the majority, and what share of all readings that is.
 */
export function clearThreshold(faces: AnimatedFaces, halfLifeMs: number, wantedRight: number) {
  const readings = faces.sequences
    .filter(({ still }) => still)
    .flatMap((sequence) =>
      shownOf(sequence, faces.intervalMs, halfLifeMs).map(({ label, confidence }, i) => ({
        right: label === sequence.truths[i],
        confidence,
      })),
    );
  for (let threshold = 0; threshold < 1; threshold += 0.01) {
    const clear = readings.filter(({ confidence }) => confidence >= threshold);
    if (share(clear) >= wantedRight) {
      const rounded = Number(threshold.toFixed(2));
      return { threshold: rounded, clear: clear.length / readings.length, right: share(clear) };
    }
  }
  return null;
}

export function animatedTable(scores: readonly AnimatedScore[]): string {
  return markdownTable(
    ['smoothing', 'accuracy', 'ECE', '≥ 0.9', 'right', 'flips/min', 'delay mean', 'p95'],
    scores.map((score) => [
      score.name,
      score.accuracy.toFixed(3),
      score.ece.toFixed(3),
      `${(100 * score.sureShare).toFixed(0)} %`,
      `${(100 * score.sureRight).toFixed(1)} %`,
      score.flipsPerMinute.toFixed(1),
      `${score.delayMs.toFixed(0)} ms`,
      `${score.delayP95Ms.toFixed(0)} ms`,
    ]),
  );
}

/** `node bench/run.js time/animated FILE`, the file from `training/animate.py MODEL FILE`. */
export function main([file = '']: readonly string[]): void {
  const faces = JSON.parse(readFileSync(file, 'utf8')) as AnimatedFaces;
  const scores = [null, 350, 700, 1400].map((halfLifeMs) => scoreAnimated(faces, halfLifeMs));
  process.stdout.write(`${faces.model}\n\n${animatedTable(scores)}\n\n`);
  for (const wanted of [0.85, 0.9]) {
    const found = clearThreshold(faces, 700, wanted);
    process.stdout.write(`${wanted}: ${JSON.stringify(found)}\n`);
  }
}
