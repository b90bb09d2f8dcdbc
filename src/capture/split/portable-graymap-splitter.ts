import { EkspresiError } from '../../core/errors.js';

/** A header is about 15 bytes; more without an end is no header. */
const MAX_HEADER_BYTES = 64;
const WHITE = new Set([0x20, 0x09, 0x0a, 0x0d]);

export interface GrayPicture {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Counts every complete picture from 0, the dropped ones too. */
  readonly index: number;
}

/**
 * Reassembles gray pictures from the bytes of a pipe, cut anywhere. Each picture is a binary
 * graymap (`P5`, width, height, 255, then the pixels): raw gray bytes that say their own size,
 * so that nothing has to know beforehand what the camera really delivers.
 *
 * Every byte is copied once, from the chunk into memory that belongs to the picture alone, so
 * that the consumer may transfer it to a thread. A picture that `accept` refuses leaves its
 * memory to the next one. No more than one picture is held, however fast the bytes come.
 */
export class PortableGraymapSplitter {
  readonly #maxPixels: number;
  readonly #onPicture: (picture: GrayPicture) => void;
  readonly #accept: () => boolean;
  #header: number[] = [];
  #width = 0;
  #height = 0;
  #pixels: Uint8Array | null = null;
  #filled = 0;
  #completed = 0;

  constructor(options: {
    maxPixels: number;
    onPicture: (picture: GrayPicture) => void;
    /** Asked when a picture is complete; false drops it. Default: take every one. */
    accept?: () => boolean;
  }) {
    this.#maxPixels = options.maxPixels;
    this.#onPicture = options.onPicture;
    this.#accept = options.accept ?? (() => true);
  }

  /** True between two pictures: an end here cuts none in half. */
  get atBoundary(): boolean {
    return this.#header.length === 0 && this.#width === 0;
  }

  /** @throws EkspresiError MEDIA_INVALID when the bytes are no graymaps of an allowed size. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#width === 0) {
        at = this.#readHeader(chunk, at);
        continue;
      }
      const pixels = this.#memory();
      const taken = Math.min(pixels.length - this.#filled, chunk.length - at);
      pixels.set(chunk.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === pixels.length) this.#complete(pixels);
    }
  }

  #memory(): Uint8Array {
    const size = this.#width * this.#height;
    if (this.#pixels?.length !== size) {
      // Not from Node's shared pool: the memory must be the picture's own.
      this.#pixels = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
    }
    return this.#pixels;
  }

  #complete(pixels: Uint8Array): void {
    const picture = {
      pixels,
      width: this.#width,
      height: this.#height,
      index: this.#completed++,
    };
    this.#filled = 0;
    this.#width = 0;
    if (!this.#accept()) return;
    this.#pixels = null;
    this.#onPicture(picture);
  }

  /** Takes header bytes until its closing white space; returns where the pixels begin. */
  #readHeader(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      this.#header.push(byte);
      if (this.#header.length > MAX_HEADER_BYTES) throw notGraymaps();
      if (!WHITE.has(byte)) continue;
      const words = String.fromCharCode(...this.#header).split(/\s+/);
      if (words.length < 5) continue;
      this.#take(words);
      return at + 1;
    }
    return chunk.length;
  }

  #take([magic, width, height, white]: readonly string[]): void {
    this.#header = [];
    const pixels = Number(width) * Number(height);
    if (magic !== 'P5' || white !== '255' || !Number.isInteger(pixels) || pixels <= 0) {
      throw notGraymaps();
    }
    if (pixels > this.#maxPixels) {
      throw new EkspresiError('picture-too-large', {
        ...{ width: width ?? '', height: height ?? '' },
      });
    }
    this.#width = Number(width);
    this.#height = Number(height);
  }
}

function notGraymaps(): EkspresiError {
  return new EkspresiError('ffmpeg-output-invalid', {});
}
