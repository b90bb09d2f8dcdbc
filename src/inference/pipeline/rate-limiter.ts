/**
 * A gap between frames says nothing of the usual time between them. It also keeps a box that is
 * slower than this from reading more faces a frame the slower it gets.
 */
const LONGEST_STEP_MS = 300;

/** Decides whose turn it is when each of several faces may be worked on so many times a second. */
export class RateLimiter {
  readonly #periodMs: number;
  readonly #dueAtMs = new Map<number, number>();
  /** Number of each face's last turn. */
  readonly #turn = new Map<number, number>();
  #turns = 0;
  readonly #together: number;
  #lastFrameMs: number | null = null;
  #frameMs = 0;
  /** Part of a turn that the last frame was too short for. */
  #credit = 0;

  /**
   * `perSecond` is the most for each face, `together` about the most for all; `Infinity` means
   * every frame, and no common limit.
   */
  constructor(perSecond: number, together = Number.POSITIVE_INFINITY) {
    this.#periodMs = 1000 / perSecond;
    this.#together = together;
  }

  /**
   * The faces to work on in the frame at `timeMs`, at most as many as keep the average rate, so
   * that they spread over the frames. A face without a first result always gets its turn; `eager`
   * ones go before others that have not waited for a whole round more.
   */
  take(
    keys: readonly number[],
    timeMs: number,
    eager: ReadonlySet<number> = new Set(),
  ): readonly number[] {
    this.#noteFrame(timeMs);
    const due = keys.filter((key) => this.#due(key) <= timeMs);
    const fresh = due.filter((key) => !this.#dueAtMs.has(key));
    const waiting = due.filter((key) => this.#dueAtMs.has(key));
    const place = (key: number) => this.#turn.get(key)! - (eager.has(key) ? keys.length : 0);
    waiting.sort((a, b) => place(a) - place(b));
    const turnsEach = Math.min(1, this.#frameMs / this.#periodMs);
    const share = Math.ceil(keys.length * turnsEach - 1e-6);
    const taken = [...fresh, ...waiting.slice(0, Math.min(Math.max(1, share), this.#allowance()))];
    for (const key of taken) {
      // Counting on from the moment it was due keeps the rate when frames come at odd times.
      const dueAtMs = this.#dueAtMs.get(key) ?? timeMs;
      const from = Math.max(dueAtMs, timeMs - this.#periodMs);
      this.#dueAtMs.set(key, from + this.#periodMs);
      this.#turn.set(key, this.#turns++);
    }
    return taken;
  }

  forget(key: number): void {
    this.#dueAtMs.delete(key);
    this.#turn.delete(key);
  }

  /**
   * Turns that the common limit leaves for this frame; what is left of one is kept for the next.
   */
  #allowance(): number {
    if (this.#together === Number.POSITIVE_INFINITY) return this.#together;
    const turns = this.#credit + (this.#together * this.#frameMs) / 1000;
    const whole = Math.floor(turns + 1e-6);
    this.#credit = Math.min(1, turns - whole);
    return whole;
  }

  #due(key: number): number {
    return this.#dueAtMs.get(key) ?? Number.NEGATIVE_INFINITY;
  }

  /** Follows the usual time between frames, so that the share per frame is known. */
  #noteFrame(timeMs: number): void {
    const last = this.#lastFrameMs;
    this.#lastFrameMs = timeMs;
    if (last === null || timeMs <= last) return;
    const stepMs = Math.min(timeMs - last, LONGEST_STEP_MS);
    this.#frameMs = this.#frameMs === 0 ? stepMs : this.#frameMs + 0.2 * (stepMs - this.#frameMs);
  }
}
