import { EXPRESSIONS, type Expression } from '../core/expression.js';
import {
  type SessionMarker,
  type SessionRecord,
  type SessionSample,
  stimulusSamples,
} from './session-record.js';

/** What was seen of one face in a span. */
export interface SpanSummary {
  /** Seconds in which the face was seen. */
  readonly seenS: number;
  readonly samples: number;
  /** Share of the samples of each expression; those that were not clear are in none. */
  readonly expressions: Readonly<Record<Expression, number>>;
  readonly unclear: number;
  /** Mean probability of each expression. */
  readonly meanProbabilities: Readonly<Record<Expression, number>>;
  readonly meanValence: number | null;
  readonly blinks: number;
  readonly blinksPerMinute: number | null;
  /** Share of the samples with a head pose in which the head is turned to the screen. */
  readonly looking: number | null;
}

export interface FaceSummary extends SpanSummary {
  readonly face: number;
  readonly firstS: number;
  readonly lastS: number;
  readonly markers: readonly (SessionMarker & { readonly summary: SpanSummary })[];
}

export interface SessionSummary {
  readonly title: string;
  readonly participant: string | null;
  readonly stimulus: string | null;
  readonly condition: string | null;
  readonly startedAt: string | null;
  readonly durationS: number;
  readonly calibrated: boolean;
  readonly faces: readonly FaceSummary[];
}

/** More would fill a page with the summaries of single words of subtitles. */
const MOST_MARKERS = 500;
const LONGEST_GAP_S = 1;

/** What a session says in numbers: all of it, and each span that was marked. */
export function summarise(record: SessionRecord): SessionSummary {
  const { title, participant, stimulus, condition, startedAtMs, durationS, baseline } = record;
  const spans = record.markers.filter(({ startS, endS }) => endS > startS).slice(0, MOST_MARKERS);
  return {
    ...{ title, participant, stimulus, condition },
    startedAt: startedAtMs === null ? null : new Date(startedAtMs).toISOString(),
    durationS: rounded(durationS, 3),
    calibrated: baseline !== null,
    faces: [...stimulusSamples(record)].map(([face, samples]) => ({
      face,
      firstS: rounded(samples[0]?.atS ?? 0, 3),
      lastS: rounded(samples.at(-1)?.atS ?? 0, 3),
      ...summariseSpan(samples),
      markers: spans.map((marker) => ({
        ...marker,
        summary: summariseSpan(
          samples.filter(({ atS }) => atS >= marker.startS && atS < marker.endS),
        ),
      })),
    })),
  };
}

/** `samples` are of one face, by time. */
function summariseSpan(samples: readonly SessionSample[]): SpanSummary {
  const count = samples.length;
  const share = (of: number, all = count) => (all === 0 ? 0 : rounded(of / all, 4));
  const clear = samples.filter((sample) => sample.clear);
  const posed = samples.filter(({ looking }) => looking !== null);
  const blinks = samples.filter(({ blink }) => blink).length;
  const seenS = samples.reduce((sum, { atS }, i) => {
    const next = samples[i + 1]?.atS ?? atS;
    return sum + (next - atS > LONGEST_GAP_S ? 0 : next - atS);
  }, 0);
  return {
    seenS: rounded(seenS, 3),
    samples: count,
    expressions: named((name) => share(clear.filter((one) => one.expression === name).length)),
    unclear: share(count - clear.length),
    meanProbabilities: named((_, i) =>
      share(samples.reduce((sum, one) => sum + (one.probabilities[i] ?? 0), 0)),
    ),
    meanValence: count === 0 ? null : share(samples.reduce((sum, one) => sum + one.valence, 0)),
    blinks,
    blinksPerMinute: seenS < 1 ? null : rounded((blinks * 60) / seenS, 1),
    looking:
      posed.length === 0
        ? null
        : share(posed.filter(({ looking }) => looking).length, posed.length),
  };
}

function named(shareOf: (name: Expression, i: number) => number): Record<Expression, number> {
  const pairs = EXPRESSIONS.map((name, i) => [name, shareOf(name, i)]);
  return Object.fromEntries(pairs) as Record<Expression, number>;
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
