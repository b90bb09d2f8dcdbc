import type { GrayFrame } from '../../core/frame.js';

/**
 * Two pieces of shared memory that frames are handed to the worker in: one that the worker reads,
 * one that the newest frame is written to. A frame is copied once, nothing is allocated per frame.
 */
export class SharedSlots {
  readonly #slots: Uint8Array[] = [new Uint8Array(0), new Uint8Array(0)];
  #writing = 0;
  #waiting: GrayFrame | null = null;

  /** True while a frame waits. */
  get isTaken(): boolean {
    return this.#waiting !== null;
  }

  /** Puts `frame` in the waiting place; true when another frame was there and is lost. */
  put(frame: GrayFrame): boolean {
    const replaced = this.isTaken;
    const length = frame.width * frame.height;
    let slot = this.#slots[this.#writing]!;
    if (slot.length !== length) {
      slot = new Uint8Array(new SharedArrayBuffer(length));
      this.#slots[this.#writing] = slot;
    }
    slot.set(frame.pixels);
    this.#waiting = { ...frame, pixels: slot };
    return replaced;
  }

  /**
   * Takes the waiting frame; its memory stays untouched until the next `take`, as the next frames
   * are written to the other slot.
   */
  take(): GrayFrame | null {
    const frame = this.#waiting;
    if (frame === null) return null;
    this.#waiting = null;
    this.#writing = 1 - this.#writing;
    return frame;
  }

  /** Forgets the waiting frame; true when there was one. */
  clear(): boolean {
    const had = this.isTaken;
    this.#waiting = null;
    return had;
  }
}
