import type { Expression, LabelSet } from '../../core/expression.js';

/** What the manifest of the model tells, as far as it tells it. */
export interface ModelInfo {
  readonly name: string;
  readonly version?: string;
  readonly trainedOn?: string;
  readonly parameters?: number;
  /** Multiply-accumulates a face: of both readings where it is read mirrored too. */
  readonly macs?: number;
  /** By whose labels the kiosk names expressions. */
  readonly labels?: LabelSet;
  /** What each output reaches, of those that the model has. */
  readonly outputs?: Readonly<Partial<Record<LabelSet, OutputFigures>>>;
  /** Share of each expression's pictures that the paper's network names rightly. */
  readonly paperRecall?: Readonly<Partial<Record<Expression, number>>>;
}

/** What one output of a model reaches against its own labels. */
export interface OutputFigures {
  /** Per set of pictures; rows of `confusion` are the true class, in the order of EXPRESSIONS. */
  readonly metrics: Readonly<
    Record<
      string,
      {
        readonly accuracy: number;
        readonly macroF1?: number;
        readonly ece?: number;
        readonly confusion?: readonly (readonly number[])[];
      }
    >
  >;
  /** Accuracy where pictures are worse and worse, at each step. */
  readonly robustness?: Readonly<
    Record<string, { readonly steps: readonly number[]; readonly accuracy: readonly number[] }>
  >;
}
