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

  /** Transforms `data` (size × size × 2) in place. */
  forward(data: Float64Array): void {
    this.#each(data, (out, line) => this.#fft.transform(out, line));
  }

  /** Transforms `data` back in place, scaled so that it undoes {@link forward}. */
  inverse(data: Float64Array): void {
    this.#each(data, (out, line) => this.#fft.inverseTransform(out, line));
  }

  #each(data: Float64Array, transform: (out: number[], line: number[]) => void): void {
    const { size } = this;
    for (let row = 0; row < size; row++) this.#apply(data, 2 * row * size, 2, transform);
    for (let column = 0; column < size; column++)
      this.#apply(data, 2 * column, 2 * size, transform);
  }

  #apply(
    data: Float64Array,
    start: number,
    stride: number,
    transform: (out: number[], line: number[]) => void,
  ): void {
    const line = this.#line;
    const out = this.#lineOut;
    for (let k = 0, at = start; k < this.size; k++, at += stride) {
      line[2 * k] = data[at]!;
      line[2 * k + 1] = data[at + 1]!;
    }
    transform(out, line);
    for (let k = 0, at = start; k < this.size; k++, at += stride) {
      data[at] = out[2 * k]!;
      data[at + 1] = out[2 * k + 1]!;
    }
  }
}
