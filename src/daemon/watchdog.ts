/** What must move for the daemon to be called alive. */
export interface Progress {
  /** Frames given to the worker, and frames it has answered, since the start. */
  readonly submitted: number;
  readonly analysed: number;
  /** A worker loads or is replaced, and has not taken too long for that: the host sees to it. */
  readonly workerWarmingUp: boolean;
  /** Rounds of the parts' own loops since the start. */
  readonly storeRounds: number;
  /** False once the supervisor or the host has ended although nobody asked. */
  readonly loopsAlive: boolean;
}

/**
 * Whether the work has really advanced between two looks: timers alone prove nothing.
 * A missing camera gives no frames and is no reason for a restart.
 */
export function hasAdvanced(before: Progress, now: Progress): boolean {
  const framesWaited = now.submitted > before.submitted;
  const workerAdvanced = now.analysed > before.analysed;
  if (!now.loopsAlive || now.storeRounds === before.storeRounds) return false;
  return !framesWaited || workerAdvanced || now.workerWarmingUp;
}
