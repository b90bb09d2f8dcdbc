/**
 * Kalman filter of one coordinate under constant velocity with white-noise acceleration, in
 * continuous time, so that frames may come at any interval. Units: whatever the coordinate has,
 * and seconds.
 */
export interface AxisState {
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
