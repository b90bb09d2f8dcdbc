import { logGaborValue, sigmaRatioOf, sigmaThetaOf } from './log-gabor-filter.js';

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
export interface BankSettings {
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
