export type PictureFault = 'frozen' | 'black';

/** Every n-th pixel is looked at; prime, so that it meets every column of usual widths. */
const PIXEL_STEP = 7;
/** Nothing brighter than this (full black of limited range is 16) … */
const BLACK_BELOW = 33;
/** … and less difference than this: a covered lens, a dead sensor, a test signal. */
const BLACK_CONTRAST = 16;

/**
 * Finds what a frame deadline cannot: a camera that gives frames, but always the same one
 * byte for byte (a real picture has noise), or black ones. Once found, a fault holds, over
 * reopening too, until another picture comes.
 */
export class PictureWatch {
  readonly #deadlineMs: number;
  #hash: number | null = null;
  #sameSinceMs = 0;
  #blackSinceMs: number | null = null;
  #fault: PictureFault | null = null;

  /** `deadlineMs`: how long a picture may stay the same, or black. */
  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
  }

  /** A source was opened anew: what it shows counts from here unless it was at fault. */
  reopened(): void {
    if (this.#fault !== null) return;
    this.#hash = null;
    this.#blackSinceMs = null;
  }

  /** What is wrong with the picture by now, null when it is to be used. */
  look(pixels: Uint8Array, monotonicMs: number): PictureFault | null {
    const { hash, isBlack } = fingerprint(pixels);
    if (hash !== this.#hash) this.#sameSinceMs = monotonicMs;
    this.#hash = hash;
    this.#blackSinceMs = isBlack ? (this.#blackSinceMs ?? monotonicMs) : null;
    const blackMs = this.#blackSinceMs === null ? 0 : monotonicMs - this.#blackSinceMs;
    if (blackMs >= this.#deadlineMs) this.#fault = 'black';
    else if (monotonicMs - this.#sameSinceMs >= this.#deadlineMs) this.#fault = 'frozen';
    else this.#fault = null;
    return this.#fault;
  }
}

/** FNV-1a over the sampled pixels. */
function fingerprint(pixels: Uint8Array): { hash: number; isBlack: boolean } {
  let hash = 0x811c9dc5;
  let least = 255;
  let most = 0;
  for (let i = 0; i < pixels.length; i += PIXEL_STEP) {
    const value = pixels[i]!;
    hash = Math.imul(hash ^ value, 0x01000193);
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { hash, isBlack: most < BLACK_BELOW && most - least < BLACK_CONTRAST };
}
