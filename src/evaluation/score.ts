import {
  argMax,
  EXPRESSIONS,
  type Expression,
  type ProbabilityVector,
} from '../core/expression.js';

interface ClassScore {
  readonly n: number;
  /** Null where a class has no images or was never predicted. */
  readonly recall: number | null;
  readonly precision: number | null;
  readonly f1: number | null;
}

/** How a classifier did on labelled images. */
export interface Score {
  readonly n: number;
  /** Share of images whose most probable class is the label, 0…1. */
  readonly accuracy: number;
  /** Mean F1 over the classes that occur. */
  readonly macroF1: number;
  /** Expected calibration error over 15 equal bins of confidence, 0…1 (Guo et al. 2017). */
  readonly ece: number;
  /** `confusion[true][predicted]`, counts. */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: Readonly<Record<Expression, ClassScore>>;
}

const CALIBRATION_BINS = 15;

/** Sums over the images whose confidence falls into one bin. */
interface CalibrationBin {
  n: number;
  confidence: number;
  hits: number;
}

/** Adds results up one by one, so that a data set need not fit in memory. */
export class ScoreCounter {
  readonly #confusion = EXPRESSIONS.map(() => EXPRESSIONS.map(() => 0));
  readonly #bins: CalibrationBin[] = Array.from({ length: CALIBRATION_BINS }, () => ({
    n: 0,
    confidence: 0,
    hits: 0,
  }));

  /** `label` is the index of the true class. */
  add(label: number, probabilities: ProbabilityVector): void {
    const predicted = argMax(probabilities);
    const row = this.#confusion[label] as number[];
    row[predicted] = (row[predicted] as number) + 1;
    const confidence = probabilities[predicted] as number;
    const index = Math.min(CALIBRATION_BINS - 1, Math.floor(confidence * CALIBRATION_BINS));
    const bin = this.#bins[index] as CalibrationBin;
    bin.n++;
    bin.confidence += confidence;
    if (predicted === label) bin.hits++;
  }

  score(): Score {
    const confusion = this.#confusion;
    const n = sum(confusion.map(sum));
    const classes = EXPRESSIONS.map((_, i) => classScore(confusion, i));
    const present = classes.filter((entry) => entry.n > 0);
    return {
      n,
      accuracy: ratio(sum(confusion.map((row, i) => row[i] as number)), n) ?? 0,
      macroF1: ratio(sum(present.map((entry) => entry.f1 ?? 0)), present.length) ?? 0,
      ece: ratio(sum(this.#bins.map((bin) => Math.abs(bin.confidence - bin.hits))), n) ?? 0,
      confusion: confusion.map((row) => [...row]),
      perClass: Object.fromEntries(
        EXPRESSIONS.map((name, i) => [name, classes[i]]),
      ) as unknown as Record<Expression, ClassScore>,
    };
  }
}

function classScore(confusion: readonly (readonly number[])[], index: number): ClassScore {
  const hits = confusion[index]?.[index] ?? 0;
  const n = sum(confusion[index] ?? []);
  const predicted = sum(confusion.map((row) => row[index] ?? 0));
  return {
    n,
    recall: ratio(hits, n),
    precision: ratio(hits, predicted),
    f1: ratio(2 * hits, n + predicted),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
