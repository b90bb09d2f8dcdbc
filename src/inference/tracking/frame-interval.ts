const REMEMBERED = 5;

/** Usual time between frames: the median of the newest few, so that one pause does not count. */
export class FrameInterval {
  readonly #intervalsMs: number[] = [];

  add(intervalMs: number): void {
    this.#intervalsMs.push(intervalMs);
    if (this.#intervalsMs.length > REMEMBERED) this.#intervalsMs.shift();
  }

  /** 0 before the second frame. */
  usualMs(): number {
    const sorted = [...this.#intervalsMs].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }
}
