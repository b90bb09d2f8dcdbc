/**
 * The clock by which history ages. The wall clock of a small box without a battery jumps
 * by months when the network sets it; nothing may be deleted because of that. So this
 * clock follows elapsed time and believes the wall clock only in small things:
 *
 * - while the program runs it advances with the monotonic clock;
 * - a wall clock ahead by up to a week (the box was off) counts after it has stayed so for
 *   one hour of running;
 * - a wall clock further ahead, or behind, moves nothing: history is then kept longer than
 *   asked, never shorter.
 */
export interface AgeClockState {
  /** Never goes back. Starts at the wall clock's time of the first start. */
  readonly ageMs: number;
  /** What the wall clock should say now if it ran evenly since it was last believed. */
  readonly expectedWallMs: number;
  /** How far the wall clock is from that, and for how long of running it has been so. */
  readonly skewMs: number;
  readonly skewHeldMs: number;
}

const DRIFT_MS = 60_000;
const SETTLE_MS = 3_600_000;
const LARGEST_BELIEVED_MS = 7 * 86_400_000;

/** The clock of a new database. */
export function newAgeClock(wallMs: number): AgeClockState {
  return { ageMs: wallMs, expectedWallMs: wallMs, skewMs: 0, skewHeldMs: 0 };
}

/** `elapsedMs` monotonic milliseconds later, with the wall clock at `wallMs`. */
export function advanceAgeClock(
  state: AgeClockState,
  elapsedMs: number,
  wallMs: number,
): AgeClockState {
  const ageMs = state.ageMs + elapsedMs;
  const expectedWallMs = state.expectedWallMs + elapsedMs;
  const skewMs = wallMs - expectedWallMs;
  if (Math.abs(skewMs) <= DRIFT_MS) {
    return { ageMs: ageMs + Math.max(skewMs, 0), expectedWallMs: wallMs, skewMs: 0, skewHeldMs: 0 };
  }
  const held = Math.abs(skewMs - state.skewMs) <= DRIFT_MS ? state.skewHeldMs + elapsedMs : 0;
  if (held < SETTLE_MS) return { ageMs, expectedWallMs, skewMs, skewHeldMs: held };
  const believedMs = skewMs > 0 && skewMs <= LARGEST_BELIEVED_MS ? skewMs : 0;
  return { ageMs: ageMs + believedMs, expectedWallMs: wallMs, skewMs: 0, skewHeldMs: 0 };
}
