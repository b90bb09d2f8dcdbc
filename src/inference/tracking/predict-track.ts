import { type BoxMotion, type MotionNoise, predictMotion } from './box-motion.js';
import type { LiveTrack } from './live-track.js';

/**
 * A track's motion at `nowMs`. One that is missed behind another face keeps its speed; one that
 * vanished alone has most likely turned away and stays about where it is.
 */
export function predictTrack(track: LiveTrack, nowMs: number, noise: MotionNoise): BoxMotion {
  const missed = track.motion.atMs > track.lastSeenMs;
  const memoryS = missed && !track.crowded ? noise.aloneVelocityMemoryS : noise.velocityMemoryS;
  return predictMotion(track.motion, nowMs, noise, memoryS);
}
