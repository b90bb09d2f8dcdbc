/** Decides whose turn it is when each of several faces may be worked on so many times a second. */
export class Turns {
  readonly #periodMs: number;
  readonly #dueAtMs = new Map<number, number>();
  #lastFrameMs: number | null = null;
  #frameMs = 0;

  /** `perSecond` is the most for each face; `Infinity` means every frame. */
  constructor(perSecond: number) {
    this.#periodMs = 1000 / perSecond;
  }

  /**
   * The faces to work on in the frame at `timeMs`, at most as many as keep the average rate, so
   * that they spread over the frames. A face without a first result always gets its turn.
   */
  take(keys: readonly number[], timeMs: number): readonly number[] {
    this.#noteFrame(timeMs);
    const due = keys.filter((key) => this.#due(key) <= timeMs);
    const fresh = due.filter((key) => !this.#dueAtMs.has(key));
    const waiting = due.filter((key) => this.#dueAtMs.has(key));
    waiting.sort((a, b) => this.#due(a) - this.#due(b));
    const share = Math.ceil((keys.length * this.#frameMs) / this.#periodMs - 1e-6);
    const taken = [...fresh, ...waiting.slice(0, Math.max(1, share))];
    for (const key of taken) {
      // Counting on from the moment it was due keeps the rate when frames come at odd times.
      const dueAtMs = this.#dueAtMs.get(key) ?? timeMs;
      const from = Math.max(dueAtMs, timeMs - this.#periodMs);
      this.#dueAtMs.set(key, from + this.#periodMs);
    }
    return taken;
  }

  forget(key: number): void {
    this.#dueAtMs.delete(key);
  }

  #due(key: number): number {
    return this.#dueAtMs.get(key) ?? Number.NEGATIVE_INFINITY;
  }

  /** Follows the usual time between frames, so that the share per frame is known. */
  #noteFrame(timeMs: number): void {
    const last = this.#lastFrameMs;
    this.#lastFrameMs = timeMs;
    if (last === null || timeMs <= last) return;
    const stepMs = Math.min(timeMs - last, this.#periodMs);
    this.#frameMs = this.#frameMs === 0 ? stepMs : this.#frameMs + 0.2 * (stepMs - this.#frameMs);
  }
}
