import type { Clock } from '../core/clock.js';
import type { GrayFrame } from '../core/frame.js';
import { encodeGrayJpeg } from '../core/gray-jpeg.js';

const QUALITY = 80;
const WAIT_MS = 3000;

/**
 * Gives the next frame as a JPEG to whoever asks. Nothing is kept of a frame that nobody has
 * asked for.
 */
export class Snapshot {
  readonly #clock: Clock;
  #waiting: ((jpeg: Uint8Array) => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** To be told of every frame. */
  frame(frame: GrayFrame): void {
    if (this.#waiting.length === 0) return;
    const jpeg = encodeGrayJpeg(frame.pixels, frame.width, frame.height, QUALITY);
    for (const give of this.#waiting.splice(0)) give(jpeg);
  }

  /** The next frame as it is analysed, null when none comes in three seconds. */
  async take(): Promise<Uint8Array | null> {
    const over = new AbortController();
    let mine: (jpeg: Uint8Array) => void = () => {};
    const next = new Promise<Uint8Array>((resolve) => {
      mine = resolve;
      this.#waiting.push(resolve);
    });
    const late = this.#clock.sleep(WAIT_MS, over.signal).then(
      () => null,
      () => null,
    );
    const jpeg = await Promise.race([next, late]);
    over.abort();
    this.#waiting = this.#waiting.filter((give) => give !== mine);
    return jpeg;
  }
}
