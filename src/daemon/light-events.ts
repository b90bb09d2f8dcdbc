import type { FrameAnalysis } from '../core/face.js';
import type { KioskEvent } from './source-events.js';

/** Somebody who walks past the lens darkens it for less, and a headlight lights it for less. */
const STEADY_FOR_MS = 60_000;

/** Tells once that it is too dark to see faces, and once that it no longer is. */
export class LightEvents {
  #isDark = false;
  /** Since when every frame has said the opposite of what was told. */
  #otherwiseSinceMs: number | null = null;

  /** The event that this frame is worth, or null. */
  next({
    lightLevel,
    monotonicMs,
    faces,
  }: Pick<FrameAnalysis, 'lightLevel' | 'monotonicMs' | 'faces'>): KioskEvent | null {
    // A face that merged exposures show in the dark is seen, and yet no light.
    const isOtherwise = this.#isDark
      ? lightLevel !== 'dark'
      : lightLevel === 'dark' && faces.length === 0;
    if (!isOtherwise) {
      this.#otherwiseSinceMs = null;
      return null;
    }
    this.#otherwiseSinceMs ??= monotonicMs;
    if (monotonicMs - this.#otherwiseSinceMs < STEADY_FOR_MS) return null;
    this.#otherwiseSinceMs = null;
    this.#isDark = !this.#isDark;
    return this.#isDark
      ? {
          level: 'warning',
          kind: 'too-dark',
          message: 'It is too dark to see faces. Turn a light on, or uncover the lens.',
        }
      : { level: 'info', kind: 'light-is-back', message: 'There is light enough again' };
  }
}
