import { BlinkDetector, type BlinkSettings } from '../../src/inference/eyes/blink-detector.js';
import { markdownTable } from './markdown-table.js';
import { type EventScores, eventScores, scoreEvents } from './metrics/event-scores.js';
import { type EyeNoise, LANDMARK_NOISE, simulateEyes } from './scenes/eye-sequence.js';

export interface BlinkRow extends EventScores {
  readonly framesPerSecond: number;
  readonly deviation: number;
}

const RATES = [13, 15, 20, 30];
const DEVIATIONS = [0.01, 0.018, 0.027];
const SEQUENCE_S = 60;
/** A blink is known when the eye is open again, so up to a frame or two after it. */
const LATE_MS = 250;

/** Counts the blinks of `seeds` sequences at each rate and noise. */
export function measureBlinks(
  seeds: number,
  noise: EyeNoise = LANDMARK_NOISE,
  settings: Partial<BlinkSettings> = {},
): readonly BlinkRow[] {
  return DEVIATIONS.flatMap((deviation) =>
    RATES.map((framesPerSecond) => {
      const all = Array.from({ length: seeds }, (_, i) =>
        scoreSequence(framesPerSecond, { ...noise, deviation }, i + 1, settings),
      );
      const sum = (pick: (scores: EventScores) => number) =>
        all.reduce((total, scores) => total + pick(scores), 0);
      return {
        framesPerSecond,
        deviation,
        ...eventScores(
          sum((s) => s.hits),
          sum((s) => s.missed),
          sum((s) => s.falseAlarms),
        ),
      };
    }),
  );
}

function scoreSequence(
  framesPerSecond: number,
  noise: EyeNoise,
  seed: number,
  settings: Partial<BlinkSettings>,
): EventScores {
  const { samples, blinks } = simulateEyes(framesPerSecond, SEQUENCE_S, noise, seed);
  const detector = new BlinkDetector(settings);
  const found = samples.flatMap(({ ear, timeMs }) =>
    detector.update(ear, timeMs).blink ? [timeMs] : [],
  );
  return scoreEvents(blinks, found, LATE_MS);
}

export function blinkTable(rows: readonly BlinkRow[]): string {
  return markdownTable(
    ['fps', 'EAR noise', 'blinks', 'recall', 'precision', 'F1'],
    rows.map((row) => [
      String(row.framesPerSecond),
      row.deviation.toFixed(3),
      String(row.hits + row.missed),
      row.recall.toFixed(3),
      row.precision.toFixed(3),
      row.f1.toFixed(3),
    ]),
  );
}

/** `node bench/run.js time/blinks [seeds]` */
export function main(args: readonly string[]): void {
  process.stdout.write(`${blinkTable(measureBlinks(Number(args[0] ?? 20)))}\n`);
}
