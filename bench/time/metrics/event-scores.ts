/** Agreement of found moments with true intervals. */
export interface EventScores {
  readonly hits: number;
  readonly missed: number;
  readonly falseAlarms: number;
  readonly recall: number;
  readonly precision: number;
  readonly f1: number;
}

/**
 * Matches each true interval with the first free found moment that lies in it, up to `lateMs` after
 * its end; every found moment counts once.
 */
export function scoreEvents(
  truth: readonly { readonly fromMs: number; readonly toMs: number }[],
  foundMs: readonly number[],
  lateMs: number,
): EventScores {
  const free = [...foundMs].sort((a, b) => a - b);
  let hits = 0;
  for (const { fromMs, toMs } of [...truth].sort((a, b) => a.fromMs - b.fromMs)) {
    const index = free.findIndex((ms) => ms >= fromMs && ms <= toMs + lateMs);
    if (index < 0) continue;
    free.splice(index, 1);
    hits++;
  }
  return eventScores(hits, truth.length - hits, free.length);
}

/** Recall, precision and F1 of counts; 1 where there was nothing to find or nothing was found. */
export function eventScores(hits: number, missed: number, falseAlarms: number): EventScores {
  const recall = hits + missed > 0 ? hits / (hits + missed) : 1;
  const precision = hits + falseAlarms > 0 ? hits / (hits + falseAlarms) : 1;
  const f1 = recall + precision > 0 ? (2 * recall * precision) / (recall + precision) : 0;
  return { hits, missed, falseAlarms, recall, precision, f1 };
}
