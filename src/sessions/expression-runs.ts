import type { SessionSample } from './session-record.js';

/** A span in which a face read as one thing. */
export interface Run {
  readonly startS: number;
  readonly endS: number;
  readonly label: string;
}

/** A longer gap between two samples ends a run. */
const LONGEST_GAP_S = 1;
/** The last sample of a run lasts so long where nothing follows. */
const LAST_SAMPLE_S = 0.04;

/**
 * The spans of one face in which `labelOf` says the same, each to the beginning of the next sample;
 * null is no span.
 */
export function runsOf(
  samples: readonly SessionSample[],
  labelOf: (sample: SessionSample) => string | null,
): readonly Run[] {
  const runs: Run[] = [];
  let open: { startS: number; label: string } | null = null;
  for (const [i, sample] of samples.entries()) {
    const label = labelOf(sample);
    const next = samples[i + 1];
    if (open === null && label !== null) open = { startS: sample.atS, label };
    if (open === null) continue;
    const isGap = next === undefined || next.atS - sample.atS > LONGEST_GAP_S;
    if (!isGap && labelOf(next) === open.label) continue;
    runs.push({ ...open, endS: isGap ? sample.atS + LAST_SAMPLE_S : next.atS });
    open = null;
  }
  return runs;
}

/** The expression of a sample, `unclear` where it is not sure enough to count. */
export function expressionLabel({ expression, clear }: SessionSample): string {
  return clear ? expression : 'unclear';
}
