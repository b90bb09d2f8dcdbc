import FFT from 'fft.js';

/** Two-dimensional Fourier transform of squares of `size` (a power of two), interleaved complex. */
export class SquareTransform {
  readonly size: number;
  readonly #fft: FFT;
  readonly #line: number[];
  readonly #lineOut: number[];

  constructor(size: number) {
    this.size = size;
    this.#fft = new FFT(size);
    this.#line = new Array<number>(2 * size).fill(0);
    this.#lineOut = new Array<number>(2 * size).fill(0);
  }

  /** Transforms `data` (size × size × 2, row by row) in place. */
  forward(data: Float64Array): void {
    this.#each(data, false);
  }

  /** Transforms `data` back in place, scaled so that it undoes {@link forward}. */
  inverse(data: Float64Array): void {
    this.#each(data, true);
  }

  #each(data: Float64Array, back: boolean): void {
    const { size } = this;
    for (let row = 0; row < size; row++) this.#apply(data, 2 * row * size, 2, back);
    for (let column = 0; column < size; column++) this.#apply(data, 2 * column, 2 * size, back);
  }

  #apply(data: Float64Array, start: number, stride: number, back: boolean): void {
    const line = this.#line;
    const out = this.#lineOut;
    let empty = true;
    for (let k = 0, at = start; k < this.size; k++, at += stride) {
      const re = data[at] as number;
      const im = data[at + 1] as number;
      line[2 * k] = re;
      line[2 * k + 1] = im;
      if (re !== 0 || im !== 0) empty = false;
    }
    // Most rows of a filtered spectrum are empty, and so are their transforms.
    if (empty) return;
    if (back) this.#fft.inverseTransform(out, line);
    else this.#fft.transform(out, line);
    for (let k = 0, at = start; k < this.size; k++, at += stride) {
      data[at] = out[2 * k] as number;
      data[at + 1] = out[2 * k + 1] as number;
    }
  }
}
