/** Shape of one log-Gabor filter in polar frequency coordinates. */
interface LogGaborShape {
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

/** One filter of the bank, sampled where its response is not negligible. */
export interface BankFilter {
  readonly scale: number;
  readonly orientation: number;
  /** Side of the square in which its response is computed: coarser for coarser scales. */
  readonly responseSize: number;
  /** Indices (row × size + column) into the spectrum of the picture … */
  readonly from: Int32Array;
  /** … the same frequencies' indices in the response's spectrum … */
  readonly to: Int32Array;
  /** … and the filter's values there. */
  readonly gain: Float64Array;
}

/** Shape of the bank; frequencies in cycles per pixel. */
interface BankSettings {
  readonly size: number;
  readonly scales: number;
  readonly orientations: number;
  readonly shortestWavelengthPx: number;
  readonly bandwidthOctaves: number;
  readonly angularBandwidthRad: number;
}

/** Values below this share of the peak are left out. */
const NEGLIGIBLE = 0.01;

/**
 * Log-Gabor filters whose centre frequencies fall by an octave a scale. A coarse filter has no high
 * frequencies, so its response is computed in a smaller square, without loss.
 */
export function createFilterBank(settings: BankSettings): readonly BankFilter[] {
  const bank: BankFilter[] = [];
  for (let scale = 0; scale < settings.scales; scale++) {
    for (let orientation = 0; orientation < settings.orientations; orientation++) {
      bank.push(sampleFilter(settings, scale, orientation));
    }
  }
  return bank;
}

function sampleFilter(settings: BankSettings, scale: number, orientation: number): BankFilter {
  const { size } = settings;
  const shape = {
    f0: 1 / (settings.shortestWavelengthPx * 2 ** scale),
    theta0: (orientation * Math.PI) / settings.orientations,
    sigmaRatio: sigmaRatioOf(settings.bandwidthOctaves),
    sigmaTheta: sigmaThetaOf(settings.angularBandwidthRad),
  };
  const samples: { row: number; column: number; gain: number }[] = [];
  for (let row = -size / 2; row < size / 2; row++) {
    for (let column = -size / 2; column < size / 2; column++) {
      const f = Math.hypot(row, column) / size;
      const gain = logGaborValue(f, Math.atan2(row, column), shape);
      if (gain >= NEGLIGIBLE) samples.push({ row, column, gain });
    }
  }
  const highest = Math.max(
    ...samples.map(({ row, column }) => Math.max(Math.abs(row), Math.abs(column))),
  );
  let responseSize = 8;
  while (responseSize < size && responseSize / 2 <= highest) responseSize *= 2;
  const index = (row: number, column: number, side: number) =>
    ((row + side) % side) * side + ((column + side) % side);
  return {
    scale,
    orientation,
    responseSize,
    from: Int32Array.from(samples, ({ row, column }) => index(row, column, size)),
    to: Int32Array.from(samples, ({ row, column }) => index(row, column, responseSize)),
    gain: Float64Array.from(samples, ({ gain }) => gain),
  };
}
