import type { RateLimiter } from '../schedule/rate-limiter.js';
import type { Track } from '../tracking/track-types.js';
import type { FaceState } from './face-state.js';

/** A confirmed face that is reported in this frame. */
export interface TrackedFace {
  readonly track: Track;
  readonly memory: FaceState;
  blink: boolean;
  fresh: boolean;
}

/** The seen faces among `faces` whose turn it is, `eager` ones first. */
export function takeTurns(
  turns: RateLimiter,
  faces: readonly TrackedFace[],
  timeMs: number,
  eager: readonly TrackedFace[] = [],
): TrackedFace[] {
  const seen = faces.filter((face) => face.track.detection !== null);
  const keyOf = ({ track }: TrackedFace) => track.key;
  const taken = new Set(turns.take(seen.map(keyOf), timeMs, new Set(eager.map(keyOf))));
  return seen.filter((face) => taken.has(keyOf(face)));
}
