import type { FrameAnalysis } from '../core/face.js';
import type { KioskEvent } from './source-events.js';

/** Somebody who walks past the lens darkens it for less. */
const DARK_FOR_MS = 60_000;

/** Tells once that it is too dark to see faces, and once that it no longer is. */
export class LightEvents {
  #darkSinceMs: number | null = null;
  #told = false;

  /** The event that this frame is worth, or null. */
  next({
    lightLevel,
    monotonicMs,
    faces,
  }: Pick<FrameAnalysis, 'lightLevel' | 'monotonicMs' | 'faces'>): KioskEvent | null {
    // A face that merged exposures show is seen, however dark it is.
    if (lightLevel === 'dark' && faces.length === 0) {
      this.#darkSinceMs ??= monotonicMs;
      if (this.#told || monotonicMs - this.#darkSinceMs < DARK_FOR_MS) return null;
      this.#told = true;
      return {
        level: 'warning',
        kind: 'too-dark',
        message: 'It is too dark to see faces. Turn a light on, or uncover the lens.',
      };
    }
    this.#darkSinceMs = null;
    if (!this.#told) return null;
    this.#told = false;
    return { level: 'info', kind: 'light-is-back', message: 'There is light enough again' };
  }
}
