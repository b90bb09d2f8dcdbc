import { writeFileSync } from 'node:fs';
import { plotSheet } from './line-plot.js';
import { markdownTable } from './markdown-table.js';
import { type LabelScores, scoreLabels } from './metrics/label-scores.js';
import {
  CLASSIFIER_NOISE,
  type ExpressionSample,
  simulateExpressions,
} from './scenes/expression-sequence.js';
import {
  CANDIDATES,
  type Candidate,
  createCandidate,
  type Method,
  RAW,
} from './smoothing-candidates.js';

/** Figures of one candidate over all sequences. */
export interface SmoothingRow {
  readonly method: Method;
  readonly constants: string;
  readonly minDwellMs: number;
  readonly switchMargin: number;
  readonly flipsPerMinute: number;
  readonly fewerFlips: number;
  readonly accuracy: number;
  readonly logLoss: number;
  /** Mean, over the true changes that both show, of the time by which it is later than raw. */
  readonly addedDelayMs: number;
  readonly addedDelayMedianMs: number;
  /** Share of true changes that are never shown. */
  readonly unshown: number;
}

const RATES = [10, 20];
const SEQUENCE_S = 90;
/** Ten times fewer are asked for; the rest is reserve, since real noise is not quite this one. */
const LEAST_FEWER_FLIPS = 14;
const MOST_DELAY_MS = 500;

/** Measures `candidates` and raw on `seeds` sequences at 10 and 20 frames a second. */
export function measureSmoothing(
  seeds: number,
  candidates: readonly Candidate[] = CANDIDATES,
): readonly SmoothingRow[] {
  const sequences = RATES.flatMap((rate) =>
    Array.from({ length: seeds }, (_, i) =>
      simulateExpressions(rate, SEQUENCE_S, CLASSIFIER_NOISE, 100 * rate + i),
    ),
  );
  const raw = sequences.map((sequence) => scoreCandidate(RAW, sequence));
  return [RAW, ...candidates].map((candidate) => {
    const scores = sequences.map((sequence) => scoreCandidate(candidate, sequence));
    return summarise(candidate, scores, raw);
  });
}

/** The most accurate candidate that flips rarely enough and is quick enough. */
export function pickSmoothing(rows: readonly SmoothingRow[]): SmoothingRow | null {
  const fit = rows.filter(
    (row) => row.fewerFlips >= LEAST_FEWER_FLIPS && row.addedDelayMs <= MOST_DELAY_MS,
  );
  return fit.sort((a, b) => b.accuracy - a.accuracy)[0] ?? null;
}

function scoreCandidate(candidate: Candidate, sequence: readonly ExpressionSample[]): LabelScores {
  const smooth = createCandidate(candidate);
  return scoreLabels(
    sequence.map(({ raw, timeMs, quality, truth }) => {
      const { probabilities, label } = smooth(raw, timeMs, quality);
      return { timeMs, truth, label, truthProbability: probabilities[truth]! };
    }),
  );
}

function summarise(
  candidate: Candidate,
  scores: readonly LabelScores[],
  raw: readonly LabelScores[],
): SmoothingRow {
  const mean = (all: readonly LabelScores[], pick: (one: LabelScores) => number) =>
    all.reduce((sum, one) => sum + pick(one) / all.length, 0);
  const delays = scores.flatMap((one) => one.delaysMs);
  const rawDelays = raw.flatMap((one) => one.delaysMs);
  const added = delays
    .flatMap((delay, i) => {
      const before = rawDelays[i];
      return delay === null || before === null || before === undefined ? [] : [delay - before];
    })
    .sort((a, b) => a - b);
  const flipsPerMinute = mean(scores, (one) => one.flipsPerMinute);
  return {
    method: candidate.method,
    constants: candidate.constants,
    minDwellMs: candidate.minDwellMs,
    switchMargin: candidate.switchMargin,
    flipsPerMinute,
    fewerFlips: mean(raw, (one) => one.flipsPerMinute) / flipsPerMinute,
    accuracy: mean(scores, (one) => one.accuracy),
    logLoss: mean(scores, (one) => one.logLoss),
    addedDelayMs: added.reduce((sum, delay) => sum + delay / added.length, 0),
    addedDelayMedianMs: added[Math.floor(added.length / 2)] ?? 0,
    unshown: delays.filter((delay) => delay === null).length / delays.length,
  };
}

export function smoothingTable(rows: readonly SmoothingRow[]): string {
  return markdownTable(
    [
      'filter',
      'constants',
      'dwell',
      'margin',
      'flips/min',
      'fewer',
      'accuracy',
      'log loss',
      'delay mean',
      'median',
      'unshown',
    ],
    rows.map((row) => [
      row.method,
      row.constants,
      String(row.minDwellMs),
      String(row.switchMargin),
      row.flipsPerMinute.toFixed(1),
      `${row.fewerFlips.toFixed(1)}×`,
      row.accuracy.toFixed(3),
      row.logLoss.toFixed(3),
      `${row.addedDelayMs.toFixed(0)} ms`,
      `${row.addedDelayMedianMs.toFixed(0)} ms`,
      row.unshown.toFixed(2),
    ]),
  );
}

/** Flips and accuracy against delay, one colour a method. */
export function smoothingPlot(rows: readonly SmoothingRow[]): string {
  const methods = ['average', 'markov', 'adaptive'] as const;
  const series = (pick: (row: SmoothingRow) => number) =>
    methods.map((name) => ({
      name,
      points: rows
        .filter((row) => row.method === name)
        .map((row) => ({ x: row.addedDelayMs, y: pick(row) })),
    }));
  const xLabel = 'added delay, ms (mean)';
  return plotSheet([
    {
      frame: {
        title: 'Label flips',
        xLabel,
        yLabel: 'flips a minute',
        xMax: 1000,
        yMin: 0,
        yMax: 60,
      },
      series: series((row) => row.flipsPerMinute),
    },
    {
      frame: {
        title: 'Accuracy',
        xLabel,
        yLabel: 'share of frames right',
        xMax: 1000,
        yMin: 0.66,
        yMax: 0.8,
      },
      series: series((row) => row.accuracy),
    },
  ]);
}

/** `node bench/run.js time/smoothing [seeds] [folder for smoothing.json and smoothing.svg]` */
export function main(args: readonly string[]): void {
  const rows = measureSmoothing(Number(args[0] ?? 8));
  const pick = pickSmoothing(rows);
  const shown = [...rows].sort((a, b) => b.accuracy - a.accuracy);
  process.stdout.write(`${smoothingTable(shown)}\n\nPick: ${JSON.stringify(pick)}\n`);
  const folder = args[1];
  if (folder === undefined) return;
  writeFileSync(`${folder}/smoothing.json`, `${JSON.stringify({ pick, rows }, null, 2)}\n`);
  writeFileSync(`${folder}/smoothing.svg`, smoothingPlot(rows));
}
