/** The scene while nobody is there: three masks that play, nobody's. Pure. */
import type { MaskMessage } from './screen-layout.js';

/** Masks with a number from here on are nobody's: they have no label. */
export const IDLE_MASKS = 100;

/** What each plays, one after the other: probabilities in the order of the stream's `mix`. */
const PLAYS = [
  ['happy', [0, 0, 0, 1, 0, 0, 0]],
  ['surprise', [0, 0, 0, 0, 0, 1, 0]],
  ['neutral', [0, 0, 0, 0, 0, 0, 1]],
] as const satisfies readonly (readonly [string, readonly number[]])[];
const PLAY_MS = 3200;
const BLINK_EVERY_MS = 4100;
const BLINK_MS = 140;

/** The scene at a moment; at 0 it is what people see who want no motion. */
export function idleMasks(atMs: number): readonly MaskMessage[] {
  return PLAYS.map((_, i) => {
    const beat = Math.floor(atMs / PLAY_MS + i) % PLAYS.length;
    const [expression, mix] = PLAYS[beat] ?? PLAYS[0];
    const swing = Math.sin(atMs / 1700 + i * 2.1);
    const isBlinking = atMs > 0 && (atMs + i * 1300) % BLINK_EVERY_MS < BLINK_MS;
    return {
      slot: IDLE_MASKS + i,
      x: 0.2 + 0.3 * i,
      y: 0.56 + 0.02 * Math.sin(atMs / 900 + i),
      size: 0.3,
      yaw: 18 * swing,
      pitch: 4 * Math.sin(atMs / 1300 + i),
      roll: 4 * Math.sin(atMs / 2100 + i * 1.3),
      eyes: isBlinking ? [0, 0] : [1, 1],
      brows: [0, 0],
      mouth: [0, 0, 0],
      expression,
      mix,
    };
  });
}
