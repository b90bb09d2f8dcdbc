import type { Box } from '../../../src/core/box.js';

/** A person in one frame; hidden ones are neither missed nor false. */
export interface TruthFace {
  readonly personId: number;
  readonly box: Box;
  readonly hidden: boolean;
}

/** What a tracker claims in one frame. */
export interface ClaimedFace {
  readonly trackId: number;
  readonly box: Box;
}

export interface MotFrame {
  readonly truth: readonly TruthFace[];
  readonly claimed: readonly ClaimedFace[];
}
