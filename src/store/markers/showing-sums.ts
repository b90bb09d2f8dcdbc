import { EXPRESSIONS } from '../../core/expression.js';
import { zeroDurations } from '../measure-sums.js';

/** Length of the first-seconds curve. */
const CURVE_SECONDS = 30;
/** Numbers a second of it: face-milliseconds in view, clear, happy, looking, and valence × ms. */
const CURVE_VALUES = 5;
/** Face-milliseconds of one second: more faces are in no picture. */
const MOST_FACE_MS = 1e6;

/** What of an observation counts for a showing. */
interface ShowingSighting {
  readonly faceId: number;
  readonly atMs: number;
  /** Time since the face was first seen. */
  readonly ageMs: number;
  /** Place in EXPRESSIONS. */
  readonly expression: number;
  readonly clear: boolean;
  readonly looking: boolean | null;
  readonly valence: number | null;
}

/** One face in view during one showing. */
export interface Exposure {
  readonly faceId: number;
  viewMs: number;
  unclearMs: number;
  readonly expressionMs: number[];
  /** Null where no pose was known. */
  attentionMs: number | null;
  /** Valence times milliseconds, and the milliseconds in which it was known. */
  valenceSum: number;
  valenceMs: number;
}

/** The sums of one showing. */
interface ShowingSums extends Omit<Exposure, 'faceId'> {
  readonly seen: number;
  /** Faces that looked for at least `watcherMs`; null where no pose was known. */
  readonly watchers: number | null;
}

const HAPPY = EXPRESSIONS.indexOf('happy');

/**
 * Counts what the kiosk saw from `startMs` to `endMs`. Fed with the observations of that time in
 * order, with those up to `maxGapMs` before and after: each stands for the time since the one
 * before of its face, at most `maxGapMs`, of which the part within the showing counts.
 */
export class ShowingCount {
  readonly #span: { readonly startMs: number; readonly endMs: number };
  readonly #maxGapMs: number;
  readonly #ages = new Map<number, number>();
  readonly #exposures = new Map<number, Exposure>();
  readonly #curve = new Float64Array(CURVE_SECONDS * CURVE_VALUES);

  constructor(span: { readonly startMs: number; readonly endMs: number }, maxGapMs: number) {
    this.#span = span;
    this.#maxGapMs = maxGapMs;
  }

  add(sighting: ShowingSighting): void {
    const { faceId, atMs, ageMs } = sighting;
    const { startMs, endMs } = this.#span;
    const sinceMs = ageMs - (this.#ages.get(faceId) ?? 0);
    this.#ages.set(faceId, ageMs);
    const fromMs = Math.max(startMs, atMs - Math.min(Math.max(sinceMs, 0), this.#maxGapMs));
    const toMs = Math.min(endMs, atMs);
    const isWithin = atMs >= startMs && atMs < endMs;
    if (toMs <= fromMs && !isWithin) return;
    const viewMs = Math.max(0, toMs - fromMs);
    addTime(this.#exposureOf(faceId), sighting, viewMs);
    this.#addToCurve(sighting, fromMs - startMs, toMs - startMs);
  }

  /** In the order of appearance. */
  exposures(): readonly Exposure[] {
    return [...this.#exposures.values()];
  }

  sums(watcherMs: number): ShowingSums {
    const all = newExposure(0);
    let watchers: number | null = null;
    for (const one of this.#exposures.values()) {
      all.viewMs += one.viewMs;
      all.unclearMs += one.unclearMs;
      all.valenceSum += one.valenceSum;
      all.valenceMs += one.valenceMs;
      for (const [i, ms] of one.expressionMs.entries()) {
        all.expressionMs[i] = (all.expressionMs[i] as number) + ms;
      }
      if (one.attentionMs === null) continue;
      all.attentionMs = (all.attentionMs ?? 0) + one.attentionMs;
      watchers = (watchers ?? 0) + (one.attentionMs >= watcherMs ? 1 : 0);
    }
    const { faceId: _, ...sums } = all;
    return { ...sums, seen: this.#exposures.size, watchers };
  }

  /** Of each second from the beginning; as 32-bit numbers, little-endian. */
  curve(): Uint8Array {
    const bytes = new Uint8Array(this.#curve.length * 4);
    const view = new DataView(bytes.buffer);
    for (const [i, value] of this.#curve.entries()) view.setFloat32(i * 4, value, true);
    return bytes;
  }

  #exposureOf(faceId: number): Exposure {
    let exposure = this.#exposures.get(faceId);
    if (exposure === undefined) {
      exposure = newExposure(faceId);
      this.#exposures.set(faceId, exposure);
    }
    return exposure;
  }

  #addToCurve(sighting: ShowingSighting, fromMs: number, toMs: number): void {
    const { clear, expression, looking, valence } = sighting;
    const last = Math.min(Math.ceil(toMs / 1000), CURVE_SECONDS);
    for (let second = Math.floor(fromMs / 1000); second < last; second++) {
      const ms = Math.min(toMs, (second + 1) * 1000) - Math.max(fromMs, second * 1000);
      const at = second * CURVE_VALUES;
      const amounts = [
        ms,
        clear ? ms : 0,
        clear && expression === HAPPY ? ms : 0,
        looking === true ? ms : 0,
        (valence ?? 0) * ms,
      ];
      for (const [i, amount] of amounts.entries()) {
        this.#curve[at + i] = (this.#curve[at + i] as number) + amount;
      }
    }
  }
}

function newExposure(faceId: number): Exposure {
  const expressionMs = zeroDurations();
  return {
    ...{ faceId, expressionMs, attentionMs: null },
    ...{ viewMs: 0, unclearMs: 0, valenceSum: 0, valenceMs: 0 },
  };
}

function addTime(exposure: Exposure, sighting: ShowingSighting, ms: number): void {
  const { expression, clear, looking, valence } = sighting;
  exposure.viewMs += ms;
  if (clear) exposure.expressionMs[expression] = (exposure.expressionMs[expression] ?? 0) + ms;
  else exposure.unclearMs += ms;
  if (looking !== null) exposure.attentionMs = (exposure.attentionMs ?? 0) + (looking ? ms : 0);
  if (valence === null) return;
  exposure.valenceSum += valence * ms;
  exposure.valenceMs += ms;
}

/** One second of the first-seconds curve, summed over showings; face-milliseconds. */
export interface CurveSecond {
  readonly viewMs: number;
  readonly clearMs: number;
  readonly happyMs: number;
  readonly attentionMs: number;
  /** Valence times milliseconds. */
  readonly valenceSum: number;
}

/** Adds up the stored curves of several showings. */
export function addedCurves(stored: readonly Uint8Array[]): readonly CurveSecond[] {
  const total = new Float64Array(CURVE_SECONDS * CURVE_VALUES);
  // Stored in the order of bytes of every machine that this runs on.
  const values = new Float32Array(total.length);
  const asBytes = new Uint8Array(values.buffer);
  for (const bytes of stored) {
    if (bytes.byteLength !== total.length * 4) continue;
    asBytes.set(bytes);
    for (let i = 0; i < total.length; i++) {
      const value = values[i] as number;
      // Damage makes numbers of any size, and what is no number.
      if (Math.abs(value) <= MOST_FACE_MS) total[i] = (total[i] as number) + value;
    }
  }
  return Array.from({ length: CURVE_SECONDS }, (_, second) => {
    const [viewMs, clearMs, happyMs, attentionMs, valenceSum] = total.subarray(
      second * CURVE_VALUES,
      (second + 1) * CURVE_VALUES,
    ) as unknown as [number, number, number, number, number];
    return { viewMs, clearMs, happyMs, attentionMs, valenceSum };
  });
}
