/** One labelled image of a data set, scaled to the model's input. */
export interface LabelledFace {
  /** Gray, row by row. */
  readonly pixels: Uint8Array;
  /** Index of the true class in EXPRESSIONS. */
  readonly label: number;
}

export interface FaceSize {
  readonly width: number;
  readonly height: number;
}
