import type { VisitExposures } from '../../store/content-rows.js';

/** Resamples of the bootstrap: the ends of a 95 % interval are its 25th from either end. */
const RESAMPLES = 1000;
/** Beyond so many visits, consecutive ones are resampled together, which only widens intervals. */
const MAX_BLOCKS = 200;
/** Normal quantiles: a difference that 80 % of such comparisons find at the level of 95 %. */
const Z_95 = 1.96;
const Z_POWER = 0.84;
/** Comparisons on fewer visits of either content are not made. */
export const LEAST_VISITS = 10;

/** What two contents are compared by: quotients of sums over visits. */
export const COMPARED = ['happyShare', 'valence', 'attentionShare', 'viewSeconds'] as const;
export type Compared = (typeof COMPARED)[number];

/** Numbers of one visit: of each of {@link COMPARED} what is divided by what. */
const SUMS = 2 * COMPARED.length;
/** Numbers of one block of visits: those of a, then those of b. */
const BLOCK = 2 * SUMS;

/** Happy share of the clear time, mean valence, looking share, seconds in view a showing. */
function readAmounts(visit: VisitExposures, into: Float64Array): void {
  into[0] = visit.happyMs;
  into[1] = visit.clearMs;
  into[2] = visit.valenceSum;
  into[3] = visit.valenceMs;
  into[4] = visit.attentionMs;
  into[5] = visit.posedViewMs;
  into[6] = visit.viewMs / 1000;
  into[7] = visit.showings;
}

/** `a`, `b` and their difference `b - a` with its 95 % interval. */
export interface Comparison {
  readonly by: Compared;
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
  /** Null where there are too few visits. */
  readonly interval: readonly [low: number, high: number] | null;
  /** `b` is higher, lower, or no difference can be told yet. */
  readonly verdict: 'higher' | 'lower' | 'unknown';
  /**
   * By which factor there would have to be more showings, as these, for the difference to be told;
   * null where it is told, or where nothing is known.
   */
  readonly moreTimes: number | null;
}

/**
 * Compares what two contents did, by a bootstrap of visits: each resample draws as many visits as
 * there were, with all that they showed in both contents, so that somebody who saw a content ten
 * times counts once. The percentile interval of Efron and Tibshirani (An Introduction to the
 * Bootstrap, 1993, ch. 13). The same visits give the same answer.
 *
 * @param a in ascending order of the face, as is `b`
 */
export function compareContents(
  a: readonly VisitExposures[],
  b: readonly VisitExposures[],
): readonly Comparison[] {
  const [placesOfA, placesOfB, faces] = placesOf(a, b);
  const count = Math.min(faces, MAX_BLOCKS);
  const blocks = new Float64Array(count * BLOCK);
  const blockOf = (place: number) => Math.floor((place * count) / faces) * BLOCK;
  const ofA = addVisits(blocks, a, (i) => blockOf(placesOfA[i] as number));
  const ofB = addVisits(blocks, b, (i) => blockOf(placesOfB[i] as number) + SUMS);
  const differences = resampledDifferences(blocks);
  return COMPARED.map((by, i) => {
    const [atA, atB] = [quotientOf(ofA, i), quotientOf(ofB, i)];
    const values = { by, a: atA, b: atB };
    const known = Math.min(ofA.known[i] as number, ofB.known[i] as number);
    if (atA === null || atB === null || known < LEAST_VISITS) {
      const difference = atA === null || atB === null ? null : atB - atA;
      return { ...values, difference, interval: null, verdict: 'unknown', moreTimes: null };
    }
    return { ...values, ...judged(atB - atA, differences[i] as Float64Array) };
  });
}

/** `differences`: those of the resamples, in ascending order. */
function judged(
  difference: number,
  differences: Float64Array,
): Pick<Comparison, 'difference' | 'interval' | 'verdict' | 'moreTimes'> {
  const tail = Math.round(differences.length * 0.025);
  const low = differences[tail] as number;
  const high = differences[differences.length - 1 - tail] as number;
  const verdict = low > 0 ? 'higher' : high < 0 ? 'lower' : 'unknown';
  const times = verdict === 'unknown' ? moreTimes(difference, deviationOf(differences)) : null;
  return { difference, interval: [low, high], verdict, moreTimes: times };
}

/** Standard errors shrink with the root of the number of showings. */
function moreTimes(difference: number, standardError: number): number | null {
  if (difference === 0 || standardError === 0) return null;
  const times = (((Z_95 + Z_POWER) * standardError) / Math.abs(difference)) ** 2;
  return Math.max(times, 1);
}

/** The sums of one content, and how many visits are known of each of {@link COMPARED}. */
interface Totals {
  readonly sums: Float64Array;
  readonly known: Float64Array;
}

function quotientOf({ sums }: Totals, i: number): number | null {
  const under = sums[2 * i + 1] as number;
  return under === 0 ? null : (sums[2 * i] as number) / under;
}

/**
 * The place of each visit among all faces of both contents, and how many faces those are. Both are
 * in ascending order of the face, so that one walk along them is enough.
 */
function placesOf(
  a: readonly VisitExposures[],
  b: readonly VisitExposures[],
): [placesOfA: Int32Array, placesOfB: Int32Array, faces: number] {
  const places = [new Int32Array(a.length), new Int32Array(b.length)] as const;
  let [i, j, faces] = [0, 0, 0];
  for (; i < a.length || j < b.length; faces++) {
    const faceOfA = a[i]?.faceId ?? Number.POSITIVE_INFINITY;
    const faceOfB = b[j]?.faceId ?? Number.POSITIVE_INFINITY;
    if (faceOfA <= faceOfB) places[0][i++] = faces;
    if (faceOfB <= faceOfA) places[1][j++] = faces;
  }
  return [...places, faces];
}

/** Adds each visit to its block, of which `placeOf` says where its numbers begin. */
function addVisits(
  blocks: Float64Array,
  visits: readonly VisitExposures[],
  placeOf: (i: number) => number,
): Totals {
  const totals = { sums: new Float64Array(SUMS), known: new Float64Array(COMPARED.length) };
  const amounts = new Float64Array(SUMS);
  for (let i = 0; i < visits.length; i++) {
    readAmounts(visits[i] as VisitExposures, amounts);
    const at = placeOf(i);
    for (let k = 0; k < SUMS; k++) {
      const amount = amounts[k] as number;
      blocks[at + k] = (blocks[at + k] as number) + amount;
      totals.sums[k] = (totals.sums[k] as number) + amount;
      if (k % 2 === 1 && amount > 0) {
        totals.known[k >> 1] = (totals.known[k >> 1] as number) + 1;
      }
    }
  }
  return totals;
}

/**
 * For each of {@link COMPARED} the differences in ascending order, without those of resamples in
 * which a content did not occur.
 */
function resampledDifferences(blocks: Float64Array): readonly Float64Array[] {
  const random = seededRandom(blocks.length);
  const count = blocks.length / BLOCK;
  const differences = COMPARED.map((): number[] => []);
  const sums = new Float64Array(BLOCK);
  for (let sample = 0; sample < RESAMPLES; sample++) {
    sums.fill(0);
    for (let i = 0; i < count; i++) {
      const at = Math.floor(random() * count) * BLOCK;
      for (let j = 0; j < BLOCK; j++) sums[j] = (sums[j] as number) + (blocks[at + j] as number);
    }
    for (let by = 0; by < COMPARED.length; by++) {
      const underA = sums[2 * by + 1] as number;
      const underB = sums[SUMS + 2 * by + 1] as number;
      if (underA <= 0 || underB <= 0) continue;
      const atB = (sums[SUMS + 2 * by] as number) / underB;
      differences[by]?.push(atB - (sums[2 * by] as number) / underA);
    }
  }
  return differences.map((values) => Float64Array.from(values).sort());
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

/** Mulberry32: good enough to draw with, and the same on every machine. */
function seededRandom(seed: number): () => number {
  // A whole number of 32 bits with a sign is not boxed by the engine.
  let state = (seed + 0x6d2b79f5) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * How alike the hours of the day are in which two contents were shown, 0…1: a content shown in the
 * morning and one shown at night are not seen by the same people.
 */
export function hourOverlap(
  a: readonly number[],
  b: readonly number[],
  localHour: (atMs: number) => number,
): number {
  const shares = (startsMs: readonly number[]) => {
    const hours = new Float64Array(24);
    for (const atMs of startsMs) {
      const hour = localHour(atMs);
      hours[hour] = (hours[hour] ?? 0) + 1 / startsMs.length;
    }
    return hours;
  };
  const [ofA, ofB] = [shares(a), shares(b)];
  return ofA.reduce((sum, share, hour) => sum + Math.min(share, ofB[hour] as number), 0);
}
