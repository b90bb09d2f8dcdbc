import type { Box } from '../../core/box.js';

/**
 * Kalman filter of one coordinate under constant velocity with white-noise acceleration, in
 * continuous time, so that frames may come at any interval. Units: whatever the coordinate has,
 * and seconds.
 */
interface AxisState {
  readonly position: number;
  readonly velocity: number;
  /** Covariance [[pp, pv], [pv, vv]]. */
  readonly pp: number;
  readonly pv: number;
  readonly vv: number;
}

/** A coordinate measured once: position known to `positionVariance`, velocity unknown. */
export function startAxis(
  position: number,
  positionVariance: number,
  velocityVariance: number,
): AxisState {
  return { position, velocity: 0, pp: positionVariance, pv: 0, vv: velocityVariance };
}

/**
 * The state `stepS` seconds on. `accelerationDensity` is the spectral density of the acceleration
 * (units²/s³); velocity decays with the time constant `velocityMemoryS` (Infinity: never).
 */
export function predictAxis(
  state: AxisState,
  stepS: number,
  accelerationDensity: number,
  velocityMemoryS: number,
): AxisState {
  if (stepS <= 0) return state;
  const decaying = Number.isFinite(velocityMemoryS);
  const keep = decaying ? Math.exp(-stepS / velocityMemoryS) : 1;
  const travel = decaying ? velocityMemoryS * (1 - keep) : stepS;
  const { pp, pv, vv } = state;
  return {
    position: state.position + travel * state.velocity,
    velocity: keep * state.velocity,
    pp: pp + 2 * travel * pv + travel * travel * vv + (accelerationDensity * stepS ** 3) / 3,
    pv: keep * pv + keep * travel * vv + (accelerationDensity * stepS ** 2) / 2,
    vv: keep * keep * vv + accelerationDensity * stepS,
  };
}

/** The state after measuring `measured` with variance `variance` (> 0). */
export function correctAxis(state: AxisState, measured: number, variance: number): AxisState {
  const innovationVariance = state.pp + variance;
  const gainPosition = state.pp / innovationVariance;
  const gainVelocity = state.pv / innovationVariance;
  const innovation = measured - state.position;
  return {
    position: state.position + gainPosition * innovation,
    velocity: state.velocity + gainVelocity * innovation,
    pp: (1 - gainPosition) * state.pp,
    pv: (1 - gainPosition) * state.pv,
    vv: state.vv - gainVelocity * state.pv,
  };
}

/** Motion of a box: centre in pixels, sides as natural logarithms of pixels. */
export interface BoxMotion {
  readonly atMs: number;
  readonly x: AxisState;
  readonly y: AxisState;
  readonly logWidth: AxisState;
  readonly logHeight: AxisState;
}

/** Noise of detector and faces; lengths in face sizes, so that near and far faces are alike. */
export interface MotionNoise {
  /** Standard deviation of a detected centre, face sizes. */
  readonly centre: number;
  /** Standard deviation of the logarithm of a detected side. */
  readonly logSize: number;
  /** Standard deviation of an unknown face's speed, face sizes per second. */
  readonly startSpeed: number;
  /** Root of the spectral density of the acceleration, face sizes / s^1.5. */
  readonly acceleration: number;
  readonly logSizeStartSpeed: number;
  readonly logSizeAcceleration: number;
  /** Time constant with which speed fades in a prediction. */
  readonly velocityMemoryS: number;
  /** The same for a face that vanished alone: it has most likely turned away, not walked on. */
  readonly aloneVelocityMemoryS: number;
  readonly sizeMemoryS: number;
}

export const DEFAULT_MOTION_NOISE: MotionNoise = {
  centre: 0.08,
  logSize: 0.07,
  startSpeed: 4,
  acceleration: 3,
  logSizeStartSpeed: 0.5,
  logSizeAcceleration: 0.5,
  velocityMemoryS: 4,
  aloneVelocityMemoryS: 0.3,
  sizeMemoryS: 0.5,
};

/** Side of the square of equal area, pixels. */
export function boxSize(box: Box): number {
  return Math.sqrt(box.width * box.height);
}

/** Motion of a box seen for the first time. */
export function startMotion(box: Box, atMs: number, noise: MotionNoise): BoxMotion {
  const size = boxSize(box);
  const centreVariance = (noise.centre * size) ** 2;
  const speedVariance = (noise.startSpeed * size) ** 2;
  const side = (length: number) =>
    startAxis(Math.log(length), noise.logSize ** 2, noise.logSizeStartSpeed ** 2);
  return {
    atMs,
    x: startAxis(box.x + box.width / 2, centreVariance, speedVariance),
    y: startAxis(box.y + box.height / 2, centreVariance, speedVariance),
    logWidth: side(box.width),
    logHeight: side(box.height),
  };
}

/** Motion at `atMs`; a moment not after the last one changes nothing. */
export function predictMotion(
  motion: BoxMotion,
  atMs: number,
  noise: MotionNoise,
  velocityMemoryS = noise.velocityMemoryS,
): BoxMotion {
  const stepS = (atMs - motion.atMs) / 1000;
  if (!(stepS > 0)) return motion;
  const density = (noise.acceleration * boxSize(motionBox(motion))) ** 2;
  const sizeDensity = noise.logSizeAcceleration ** 2;
  return {
    atMs,
    x: predictAxis(motion.x, stepS, density, velocityMemoryS),
    y: predictAxis(motion.y, stepS, density, velocityMemoryS),
    logWidth: predictAxis(motion.logWidth, stepS, sizeDensity, noise.sizeMemoryS),
    logHeight: predictAxis(motion.logHeight, stepS, sizeDensity, noise.sizeMemoryS),
  };
}

/**
 * Motion after a detection at the motion's own moment; `noiseScale` > 1 trusts the detection less.
 */
export function correctMotion(
  motion: BoxMotion,
  box: Box,
  noise: MotionNoise,
  noiseScale = 1,
): BoxMotion {
  const centreVariance = (noiseScale * noise.centre * boxSize(box)) ** 2;
  const sizeVariance = (noiseScale * noise.logSize) ** 2;
  return {
    atMs: motion.atMs,
    x: correctAxis(motion.x, box.x + box.width / 2, centreVariance),
    y: correctAxis(motion.y, box.y + box.height / 2, centreVariance),
    logWidth: correctAxis(motion.logWidth, Math.log(box.width), sizeVariance),
    logHeight: correctAxis(motion.logHeight, Math.log(box.height), sizeVariance),
  };
}

/** The box at the motion's moment. */
export function motionBox(motion: BoxMotion): Box {
  const width = Math.exp(motion.logWidth.position);
  const height = Math.exp(motion.logHeight.position);
  return { x: motion.x.position - width / 2, y: motion.y.position - height / 2, width, height };
}
