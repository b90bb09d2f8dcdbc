/** One shown label at a moment, with the truth. */
export interface LabelSample {
  readonly timeMs: number;
  readonly truth: number;
  readonly label: number;
  /** Probability given to the truth. */
  readonly truthProbability: number;
}

export interface LabelScores {
  /** Changes of the label a minute. */
  readonly flipsPerMinute: number;
  /** Share of frames with the right label. */
  readonly accuracy: number;
  /** Mean −ln of the probability of the truth. */
  readonly logLoss: number;
  /** For each true change, ms until the label is right for the first time; null where it never is. */
  readonly delaysMs: readonly (number | null)[];
}

export function scoreLabels(samples: readonly LabelSample[]): LabelScores {
  let flips = 0;
  let right = 0;
  let loss = 0;
  const delaysMs: (number | null)[] = [];
  let changedAtMs: number | null = null;
  for (const [i, sample] of samples.entries()) {
    const before = samples[i - 1];
    if (before !== undefined && before.label !== sample.label) flips++;
    if (sample.label === sample.truth) right++;
    loss -= Math.log(Math.max(1e-6, sample.truthProbability));
    if (before !== undefined && before.truth !== sample.truth) {
      if (changedAtMs !== null) delaysMs.push(null);
      changedAtMs = sample.timeMs;
    }
    if (changedAtMs !== null && sample.label === sample.truth) {
      delaysMs.push(sample.timeMs - changedAtMs);
      changedAtMs = null;
    }
  }
  if (changedAtMs !== null) delaysMs.push(null);
  const first = samples[0]?.timeMs ?? 0;
  const minutes = ((samples.at(-1)?.timeMs ?? first) - first) / 60_000;
  return {
    flipsPerMinute: minutes > 0 ? flips / minutes : 0,
    accuracy: samples.length > 0 ? right / samples.length : 0,
    logLoss: samples.length > 0 ? loss / samples.length : 0,
    delaysMs,
  };
}
