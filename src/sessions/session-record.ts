import type { Box } from '../core/box.js';
import type { Expression, ProbabilityVector } from '../core/expression.js';

/** One face in one analysed frame of a session. */
export interface SessionSample {
  /** Seconds since the stimulus began; a baseline before it has negative ones. */
  readonly atS: number;
  /** Number of the face within the session, from 1. */
  readonly face: number;
  readonly expression: Expression;
  readonly clear: boolean;
  /** Filtered over time; of a session with a baseline less that, see calibration.ts. */
  readonly probabilities: ProbabilityVector;
  /** As they were measured: filtered over time, and of this frame alone. */
  readonly uncalibrated: ProbabilityVector;
  readonly raw: ProbabilityVector;
  readonly valence: number;
  readonly ear: number | null;
  readonly blink: boolean;
  readonly looking: boolean | null;
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly roll: number | null;
  readonly quality: number;
  readonly box: Box;
}

/** What was shown or noted, in seconds of the session. */
export interface SessionMarker {
  readonly startS: number;
  /** The same as the start for a point in time. */
  readonly endS: number;
  readonly name: string;
}

/** Seconds of the session in which the participant's face is taken for neutral. */
export interface BaselineSpan {
  readonly fromS: number;
  readonly toS: number;
}

/** A person before a stimulus, or a recording: all that its files and pages are made from. */
export interface SessionRecord {
  /** Name of the film, or of the session. */
  readonly title: string;
  /** A code, never a name. */
  readonly participant: string | null;
  readonly stimulus: string | null;
  readonly condition: string | null;
  /** UTC epoch milliseconds; null for a film. */
  readonly startedAtMs: number | null;
  readonly durationS: number;
  /** By time. */
  readonly samples: readonly SessionSample[];
  readonly markers: readonly SessionMarker[];
  readonly baseline: BaselineSpan | null;
}

/** The samples of the stimulus of each face, by its number: without a baseline before it. */
export function stimulusSamples({
  samples,
}: Pick<SessionRecord, 'samples'>): ReadonlyMap<number, readonly SessionSample[]> {
  return samplesByFace(samples.filter(({ atS }) => atS >= 0));
}

/** The samples of each face, by its number. */
export function samplesByFace(
  samples: readonly SessionSample[],
): ReadonlyMap<number, readonly SessionSample[]> {
  const faces = new Map<number, SessionSample[]>();
  for (const sample of samples) {
    const own = faces.get(sample.face);
    if (own === undefined) faces.set(sample.face, [sample]);
    else own.push(sample);
  }
  return new Map([...faces].sort(([a], [b]) => a - b));
}
