/** Shape of one log-Gabor filter in polar frequency coordinates. */
export interface LogGaborShape {
  /** Centre frequency, cycles per pixel. */
  readonly f0: number;
  /** Orientation, radians. */
  readonly theta0: number;
  /** σ_f / f₀, below 1; 0.7450 is a bandwidth of one octave. */
  readonly sigmaRatio: number;
  /** Angular standard deviation, radians; 0.3335 is a bandwidth of π/4. */
  readonly sigmaTheta: number;
}

/**
 * Log-Gabor filter (Field 1987) at frequency `f` (cycles per pixel) and orientation `theta`
 * (radians), 0…1: exp(−ln(f/f₀)² / (2 ln(σ_f/f₀)²)) · exp(−(θ−θ₀)² / (2σ_θ²)). The angle between
 * θ and θ₀ is taken the short way round. No DC: 0 at f ≤ 0.
 */
export function logGaborValue(f: number, theta: number, shape: LogGaborShape): number {
  if (!(f > 0)) return 0;
  const radial = Math.log(f / shape.f0) ** 2 / (2 * Math.log(shape.sigmaRatio) ** 2);
  const angle = shortAngle(theta - shape.theta0);
  const angular = angle ** 2 / (2 * shape.sigmaTheta ** 2);
  return Math.exp(-radial - angular);
}

/** Half-power bandwidth B = 2 √(2/ln 2) · |ln(σ_f/f₀)|, octaves. */
export function bandwidthOctaves(sigmaRatio: number): number {
  return 2 * Math.sqrt(2 / Math.LN2) * Math.abs(Math.log(sigmaRatio));
}

/** Angular bandwidth ΔΩ = 2 σ_θ √(2 ln 2), radians. */
export function angularBandwidthRad(sigmaTheta: number): number {
  return 2 * sigmaTheta * Math.sqrt(2 * Math.LN2);
}

/** σ_f/f₀ of a filter `octaves` wide; the inverse of {@link bandwidthOctaves}. */
export function sigmaRatioOf(octaves: number): number {
  return Math.exp(-octaves / (2 * Math.sqrt(2 / Math.LN2)));
}

/** σ_θ of a filter `radians` wide; the inverse of {@link angularBandwidthRad}. */
export function sigmaThetaOf(radians: number): number {
  return radians / (2 * Math.sqrt(2 * Math.LN2));
}

function shortAngle(angle: number): number {
  const turn = 2 * Math.PI;
  return angle - turn * Math.round(angle / turn);
}
