import type { GrayImage } from '../crop/area-resize.js';

/** Places looked at in each direction. */
const SAMPLES_A_SIDE = 64;
/** Median of |2b − a − c| of three neighbours with normal noise of one gray level: 0.6745 · √6. */
const MEDIAN_BEND = 1.652;
/** Median of the change from one frame to the next with the same noise: 0.6745 · √2. */
const MEDIAN_CHANGE = 0.954;
const GRAYS = 256;
/** A frame that has so many places in common with the one before is that one once more. */
const SAME_SHARE = 0.98;

/**
 * Measures a picture's noise at 64 × 64 places: by how much neighbours differ, which texture adds
 * to, and by how much a place differs from the frame before, which motion adds to. The lesser is
 * nearer to the truth. A frame that a camera or a film repeats adds nothing.
 */
export class NoiseMeter {
  readonly #bends = new Uint16Array(GRAYS);
  readonly #changes = new Uint16Array(GRAYS);
  #before = new Uint8Array(0);
  #noise = 0;
  #isRepeat = false;

  /** Whether the last picture was the one before it once more. */
  get isRepeat(): boolean {
    return this.#isRepeat;
  }

  /**
   * Standard deviation of the noise in gray levels; of the first frame by its neighbours alone, of
   * a repeated one as before.
   */
  measure({ pixels, width, height }: GrayImage): number {
    if (width < 3 || height < 1) return 0;
    this.#bends.fill(0);
    this.#changes.fill(0);
    const stepX = Math.max(1, Math.floor((width - 2) / SAMPLES_A_SIDE));
    const stepY = Math.max(1, Math.floor(height / SAMPLES_A_SIDE));
    const columns = Math.ceil((width - 2) / stepX);
    const rows = Math.ceil((height - (stepY >> 1)) / stepY);
    const isFirst = this.#before.length !== columns * rows;
    if (isFirst) this.#before = new Uint8Array(columns * rows);
    // Local names: the loop runs four thousand times a frame.
    const [bends, changes, before] = [this.#bends, this.#changes, this.#before];
    let place = 0;
    for (let y = stepY >> 1; y < height; y += stepY) {
      for (let x = 1; x < width - 1; x += stepX) {
        const i = y * width + x;
        const own = pixels[i]!;
        const bend = Math.abs(2 * own - pixels[i - 1]! - pixels[i + 1]!);
        bends[Math.min(GRAYS - 1, bend)]!++;
        changes[Math.abs(own - before[place]!)]!++;
        before[place++] = own;
      }
    }
    this.#isRepeat = !isFirst && changes[0]! >= SAME_SHARE * place;
    if (this.#isRepeat) return this.#noise;
    const byNeighbours = medianOf(bends, place) / MEDIAN_BEND;
    const byChange = isFirst ? byNeighbours : medianOf(changes, place) / MEDIAN_CHANGE;
    this.#noise = Math.min(byNeighbours, byChange);
    return this.#noise;
  }
}

/**
 * The median of whole numbers by their counts, between two by how far the half reaches into one.
 */
function medianOf(counts: Uint16Array, total: number): number {
  let below = 0;
  for (let value = 0; value < counts.length; value++) {
    const count = counts[value]!;
    if (count > 0 && below + count >= total / 2) {
      return Math.max(0, value - 0.5 + (total / 2 - below) / count);
    }
    below += count;
  }
  return 0;
}
