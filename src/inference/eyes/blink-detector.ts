import { EyeBaseline } from './eye-baseline.js';

/** When a fall of the eye aspect ratio is a blink; shares are of the face's own open-eye ratio. */
export interface BlinkSettings {
  /** The eye counts as shut when the ratio has fallen by this share … */
  readonly shutDrop: number;
  /** … and by this many standard deviations of the open eye's ratio. */
  readonly shutDeviations: number;
  /** It is open again when this part of that fall is made up for. */
  readonly reopenPart: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** Below this many eye samples a second blinks are missed, so none are reported. */
  readonly leastSamplesPerS: number;
}

const DEFAULT_BLINK_SETTINGS: BlinkSettings = {
  shutDrop: 0.32,
  shutDeviations: 3.2,
  reopenPart: 0.5,
  shortestMs: 50,
  longestMs: 500,
  leastSamplesPerS: 12,
};

/** What the eyes did up to this sample. */
export interface BlinkState {
  /** True in the sample that completes a blink. */
  readonly blink: boolean;
  /** Blinks since the face appeared; null while the rate of samples is too low to count. */
  readonly blinkCount: number | null;
  readonly frameRateTooLow: boolean;
}

interface EyeSample {
  readonly ear: number;
  readonly timeMs: number;
}

/** Longer without a sample, and what happened in between is unknown. */
const LONGEST_GAP_MS = 250;
/** Eyes "shut" for longer than this have a new normal: a mask, other glasses, another pose. */
const RELEARN_MS = 15_000;

/**
 * Counts the blinks of one face: falls of the eye aspect ratio below the face's own open-eye ratio
 * that last 50–500 ms. Works on time, not on frames: the moments at which the lids pass a level are
 * interpolated between samples, so that a short blink has its length even at 15 frames a second.
 */
export class BlinkDetector {
  readonly #settings: BlinkSettings;
  readonly #baseline = new EyeBaseline();
  readonly #rate = new SampleRate();
  #previous: EyeSample | null = null;
  /** While the eyes are shut: since when, and the level at which they are open again. */
  #shut: { readonly sinceMs: number; readonly openLevel: number } | null = null;
  #count = 0;

  constructor(settings: Partial<BlinkSettings> = {}) {
    this.#settings = { ...DEFAULT_BLINK_SETTINGS, ...settings };
  }

  /** Takes the mean ratio of the eyes at `timeMs`; null where no eye was seen. */
  update(ear: number | null, timeMs: number): BlinkState {
    const previous = this.#previous;
    const usable = ear !== null && Number.isFinite(ear) && Number.isFinite(timeMs);
    if (!usable || (previous !== null && timeMs <= previous.timeMs)) return this.#state(false);
    const sample = { ear, timeMs };
    this.#previous = sample;
    if (previous === null) {
      this.#baseline.add(ear);
      return this.#state(false);
    }
    const stepMs = timeMs - previous.timeMs;
    this.#rate.add(stepMs);
    if (stepMs > LONGEST_GAP_MS) {
      this.#shut = null;
      return this.#state(false);
    }
    const blink = this.#follow(previous, sample);
    return this.#state(blink);
  }

  /** Moves between open and shut; true where a blink is completed. */
  #follow(from: EyeSample, to: EyeSample): boolean {
    if (this.#shut === null) {
      this.#shut = this.#closing(from, to);
      if (this.#shut === null) this.#baseline.add(to.ear);
      return false;
    }
    const { sinceMs, openLevel } = this.#shut;
    if (to.ear < openLevel) {
      if (to.timeMs - sinceMs > RELEARN_MS) {
        this.#baseline.clear();
        this.#shut = null;
      }
      return false;
    }
    this.#shut = null;
    this.#baseline.add(to.ear);
    const durationMs = crossingMs(from, to, openLevel) - sinceMs;
    const { shortestMs, longestMs } = this.#settings;
    if (durationMs < shortestMs || durationMs > longestMs || this.#rateTooLow()) return false;
    this.#count++;
    return true;
  }

  #closing(from: EyeSample, to: EyeSample) {
    const open = this.#baseline.value();
    if (open === null) return null;
    const { shutDrop, shutDeviations, reopenPart } = this.#settings;
    const fall = Math.max(shutDrop * open.ear, shutDeviations * open.deviation);
    if (to.ear > open.ear - fall) return null;
    const openLevel = open.ear - (1 - reopenPart) * fall;
    return { sinceMs: crossingMs(from, to, openLevel), openLevel };
  }

  #rateTooLow(): boolean {
    const perSecond = this.#rate.perSecond();
    return perSecond !== null && perSecond < this.#settings.leastSamplesPerS;
  }

  #state(blink: boolean): BlinkState {
    const frameRateTooLow = this.#rateTooLow();
    return {
      blink,
      blinkCount: frameRateTooLow ? null : this.#count,
      frameRateTooLow,
    };
  }
}

/** Moment at which the line between two samples passes `level`, within the two. */
function crossingMs(from: EyeSample, to: EyeSample, level: number): number {
  const share = to.ear === from.ear ? 1 : (level - from.ear) / (to.ear - from.ear);
  return from.timeMs + Math.min(1, Math.max(0, share)) * (to.timeMs - from.timeMs);
}

const INTERVALS = 30;
/** Share of the longest intervals left out, so that a short loss of the face is no low rate. */
const LEFT_OUT = 0.2;

/** Usual rate of samples, from the newest intervals. Bounded. */
class SampleRate {
  readonly #intervalsMs: number[] = [];
  #perSecond: number | null = null;

  add(intervalMs: number): void {
    this.#intervalsMs.push(intervalMs);
    if (this.#intervalsMs.length > INTERVALS) this.#intervalsMs.shift();
    this.#perSecond = null;
  }

  /** Samples a second; null before the first interval. */
  perSecond(): number | null {
    this.#perSecond ??= this.#measure();
    return this.#perSecond;
  }

  #measure(): number | null {
    if (this.#intervalsMs.length === 0) return null;
    const sorted = Float64Array.from(this.#intervalsMs).sort();
    const counted = sorted.subarray(0, Math.ceil(sorted.length * (1 - LEFT_OUT)));
    return (1000 * counted.length) / counted.reduce((sum, ms) => sum + ms, 0);
  }
}
