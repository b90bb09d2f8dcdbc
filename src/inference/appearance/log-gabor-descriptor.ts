import { logGaborValue, sigmaRatioOf, sigmaThetaOf } from './log-gabor-filter.js';
import { SquareTransform } from './spectrum-2d.js';

const CROP = 48;
const SIZE = 64;
const MARGIN = (SIZE - CROP) / 2;
const SCALES = 4;
const ORIENTATIONS = 6;
const CELLS = 6;
/** Centre frequencies fall by an octave a scale, from a wavelength of 4 pixels. */
const SHORTEST_WAVELENGTH_PX = 4;

export interface LogGaborDescriptor {
  /** Length of the descriptors. */
  readonly length: number;
  /** Unit-length descriptor of a 48×48 gray crop; all zero for a crop without any structure. */
  describe(crop48: Uint8Array): Float32Array;
}

/**
 * Describes how a face looks: magnitudes of 4 scales × 6 orientations of log-Gabor filters (one
 * octave, π/4), averaged over a 6×6 grid. The filter bank is built once here.
 */
export function createLogGaborDescriptor(): LogGaborDescriptor {
  const transform = new SquareTransform(SIZE);
  const filters = filterBank();
  const taper = edgeTaper();
  const spectrum = new Float64Array(2 * SIZE * SIZE);
  const response = new Float64Array(2 * SIZE * SIZE);
  const length = filters.length * CELLS * CELLS;
  return {
    length,
    describe(crop48) {
      loadCrop(crop48, taper, spectrum);
      transform.forward(spectrum);
      const descriptor = new Float32Array(length);
      for (const [index, filter] of filters.entries()) {
        for (let k = 0; k < filter.length; k++) {
          response[2 * k] = spectrum[2 * k]! * filter[k]!;
          response[2 * k + 1] = spectrum[2 * k + 1]! * filter[k]!;
        }
        transform.inverse(response);
        poolMagnitudes(response, descriptor, index * CELLS * CELLS);
      }
      return normalise(descriptor);
    },
  };
}

function filterBank(): readonly Float64Array[] {
  const sigmaRatio = sigmaRatioOf(1);
  const sigmaTheta = sigmaThetaOf(Math.PI / 4);
  const filters: Float64Array[] = [];
  for (let scale = 0; scale < SCALES; scale++) {
    const f0 = 1 / (SHORTEST_WAVELENGTH_PX * 2 ** scale);
    for (let orientation = 0; orientation < ORIENTATIONS; orientation++) {
      const theta0 = (orientation * Math.PI) / ORIENTATIONS;
      const filter = new Float64Array(SIZE * SIZE);
      for (let row = 0; row < SIZE; row++) {
        const v = frequencyOf(row);
        for (let column = 0; column < SIZE; column++) {
          const u = frequencyOf(column);
          filter[row * SIZE + column] = logGaborValue(Math.hypot(u, v), Math.atan2(v, u), {
            f0,
            theta0,
            sigmaRatio,
            sigmaTheta,
          });
        }
      }
      filters.push(filter);
    }
  }
  return filters;
}

/** Frequency of a line of the transform, cycles per pixel, −½…½. */
function frequencyOf(index: number): number {
  return (index < SIZE / 2 ? index : index - SIZE) / SIZE;
}

/** Weights that fade the crop out toward its edges, so that these give no response. */
function edgeTaper(): Float64Array {
  const fadePx = 6;
  const line = Float64Array.from({ length: CROP }, (_, i) => {
    const fromEdge = Math.min(i, CROP - 1 - i) + 0.5;
    return fromEdge >= fadePx ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * fromEdge) / fadePx);
  });
  return Float64Array.from(
    { length: CROP * CROP },
    (_, k) => line[Math.floor(k / CROP)]! * line[k % CROP]!,
  );
}

/** Puts the crop, without its mean and faded at the edges, in the middle of an empty square. */
function loadCrop(crop: Uint8Array, taper: Float64Array, into: Float64Array): void {
  if (crop.length !== CROP * CROP) {
    throw new RangeError(`A descriptor needs ${CROP}×${CROP} pixels, got ${crop.length}`);
  }
  into.fill(0);
  let sum = 0;
  let weights = 0;
  for (let k = 0; k < crop.length; k++) {
    sum += crop[k]! * taper[k]!;
    weights += taper[k]!;
  }
  const mean = sum / weights;
  for (let y = 0; y < CROP; y++) {
    for (let x = 0; x < CROP; x++) {
      const k = y * CROP + x;
      into[2 * ((y + MARGIN) * SIZE + x + MARGIN)] = (crop[k]! - mean) * taper[k]!;
    }
  }
}

function poolMagnitudes(response: Float64Array, into: Float32Array, offset: number): void {
  const cellPx = CROP / CELLS;
  for (let y = 0; y < CROP; y++) {
    for (let x = 0; x < CROP; x++) {
      const k = 2 * ((y + MARGIN) * SIZE + x + MARGIN);
      const cell = Math.floor(y / cellPx) * CELLS + Math.floor(x / cellPx);
      into[offset + cell]! += Math.sqrt(response[k]! ** 2 + response[k + 1]! ** 2);
    }
  }
}

function normalise(descriptor: Float32Array): Float32Array {
  const length = Math.sqrt(descriptor.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 1e-6)) return descriptor.fill(0);
  return descriptor.map((value) => value / length);
}

/**
 * Cosine of the angle between two unit-length descriptors, −1…1; 0 where the lengths differ or one
 * is empty, so that an unknown appearance decides nothing.
 */
export function descriptorSimilarity(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length || a.length === 0) return 0;
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += (a[i] as number) * (b[i] as number);
  return Math.min(1, Math.max(-1, dot));
}
