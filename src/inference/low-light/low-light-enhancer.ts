import type { GrayImage } from '../crop/area-resize.js';
import { MultiFrameDenoiser } from './multi-frame-denoiser.js';
import { NoiseMeter } from './noise-level.js';
import { smoothValues } from './smooth-values.js';
import { STEPS_A_GRAY, toneCurve } from './tone-curve.js';

/** Grays stand for light to the power of this, so that noise weighs so much more in light. */
const GAMMA = 2.2;
/** Signal to noise of the light below which frames are merged … */
const NOISY_BELOW = 10;
/** … until it is so calm again. */
const CALM_ABOVE = 14;
/**
 * Mean gray below which they are merged in any case: too few steps are left of a single one, and a
 * film's codec may have taken the noise away that would tell of the dark.
 */
const BLACK_BELOW = 40;
/** The first frame, whose noise is estimated from its texture, is enhanced only if it is darker. */
const FIRST_DARK_BELOW = 60;
/**
 * Noise that is left after merging, gray levels of the stretched picture, from which it is smoothed
 * once more.
 */
const SMOOTH_ABOVE = 6;
const MOST_SMOOTHING = 3;
/** What one pass of smoothing leaves of the noise. */
const SMOOTHING_LEAVES = 0.55;

/**
 * Shows the pipeline more than one frame does where there is too little light: several exposures
 * merged, smoothed as far as noise is left, grays spread over the whole range. In daylight it
 * hands on the frame itself and costs a look at 4,096 of its pixels.
 */
export class LowLightEnhancer {
  readonly #merged = new MultiFrameDenoiser();
  readonly #meter = new NoiseMeter();
  #isFirst = true;
  #isDark = false;
  #smoothed = new Float32Array(0);
  #line = new Float32Array(0);
  #pixels = new Uint8Array(0);

  /** Whether the last picture was made of several frames. */
  get isDark(): boolean {
    return this.#isDark;
  }

  /** What to look at in place of `frame`, whose mean gray is known; valid until the next call. */
  enhance<Frame extends GrayImage>(frame: Frame, meanGray: number): Frame {
    const noise = this.#meter.measure(frame);
    const wasDark = this.#isDark;
    const signalToNoise = meanGray / (GAMMA * Math.max(0.1, noise));
    const isNoisy = signalToNoise < (wasDark ? CALM_ABOVE : NOISY_BELOW);
    const isTrusted = !this.#isFirst || meanGray < FIRST_DARK_BELOW;
    this.#isFirst = false;
    this.#isDark = meanGray < BLACK_BELOW || (isNoisy && isTrusted);
    if (!this.#isDark) {
      if (wasDark) this.#merged.reset();
      return frame;
    }
    const isShown = wasDark && this.#pixels.length === frame.pixels.length;
    if (this.#meter.isRepeat && isShown) return { ...frame, pixels: this.#pixels };
    this.#merged.add(frame, noise);
    return { ...frame, pixels: this.#developed(frame.width, noise) };
  }

  #developed(width: number, noise: number): Uint8Array {
    const { values, meanDepth } = this.#merged;
    if (this.#smoothed.length !== values.length) {
      this.#smoothed = new Float32Array(values.length);
      this.#pixels = new Uint8Array(values.length);
    }
    if (this.#line.length !== width) this.#line = new Float32Array(width);
    this.#smoothed.set(values);
    const curve = toneCurve(values);
    const contrast = steepness(curve);
    let left = (noise * contrast) / Math.sqrt(Math.max(1, meanDepth));
    for (let pass = 0; pass < MOST_SMOOTHING && left > SMOOTH_ABOVE; pass++) {
      smoothValues(this.#smoothed, width, this.#line);
      left *= SMOOTHING_LEAVES;
    }
    const pixels = this.#pixels;
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = curve[(this.#smoothed[i]! * STEPS_A_GRAY) | 0]!;
    }
    return pixels;
  }
}

/** Grays of the result that one gray of the picture becomes, on average over the range in use. */
function steepness(curve: Uint8Array): number {
  const black = curve.lastIndexOf(0);
  const white = curve.indexOf(255);
  return white > black ? (255 * STEPS_A_GRAY) / (white - black) : 1;
}
