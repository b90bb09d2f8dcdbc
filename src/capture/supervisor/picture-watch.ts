import { Buffer } from 'node:buffer';

export type PictureFault = 'frozen' | 'black';

/**
 * Every n-th pixel is looked at for black; prime, so that it meets every column of usual widths.
 */
const PIXEL_STEP = 7;
/** Nothing brighter than this (full black of limited range is 16) … */
const BLACK_BELOW = 33;
/** … and less difference than this: a covered lens, a dead sensor, a test signal. */
const BLACK_CONTRAST = 16;
/** A slow source shows few pictures within the deadline; two alike would prove little. */
const LEAST_SAME_PICTURES = 3;

/**
 * Finds what a frame deadline cannot: a camera that gives frames, but always the same one, or
 * black ones. The same means every pixel of the decoded picture: the noise of a real sensor
 * changes some in each frame, however still the scene. Once found, a fault holds, over
 * reopening too, until another picture comes.
 */
export class PictureWatch {
  readonly #deadlineMs: number;
  /** A copy, since a frame's memory goes on to the worker. */
  #last: Buffer | null = null;
  #samePictures = 0;
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
    this.#last = null;
    this.#blackSinceMs = null;
  }

  /** What is wrong with the picture by now, null when it is to be used. */
  look(pixels: Uint8Array, monotonicMs: number): PictureFault | null {
    if (this.#isSame(pixels)) {
      this.#samePictures++;
    } else {
      this.#keep(pixels);
      this.#samePictures = 1;
      this.#sameSinceMs = monotonicMs;
    }
    this.#blackSinceMs = isBlack(pixels) ? (this.#blackSinceMs ?? monotonicMs) : null;
    const blackMs = this.#blackSinceMs === null ? 0 : monotonicMs - this.#blackSinceMs;
    const isFrozen =
      this.#samePictures >= LEAST_SAME_PICTURES &&
      monotonicMs - this.#sameSinceMs >= this.#deadlineMs;
    if (blackMs >= this.#deadlineMs) this.#fault = 'black';
    else this.#fault = isFrozen ? 'frozen' : null;
    return this.#fault;
  }

  /** Ends at the first pixel that differs: next to nothing for a live picture. */
  #isSame(pixels: Uint8Array): boolean {
    return this.#last?.equals(pixels) ?? false;
  }

  #keep(pixels: Uint8Array): void {
    if (this.#last?.length === pixels.length) this.#last.set(pixels);
    else this.#last = Buffer.from(pixels);
  }
}

function isBlack(pixels: Uint8Array): boolean {
  let least = 255;
  let most = 0;
  for (let i = 0; i < pixels.length; i += PIXEL_STEP) {
    const value = pixels[i]!;
    if (value >= BLACK_BELOW) return false;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least < BLACK_CONTRAST;
}
