import { type BankFilter, createFilterBank } from './log-gabor-bank.js';
import { SquareTransform } from './square-transform.js';

const CROP = 48;
const SIZE = 64;
const MARGIN = (SIZE - CROP) / 2;
const FADE_PX = 6;
/** Cells of the grid over the crop, each way. */
const CELLS = 6;

/**
 * The paper's filter, one octave and π/4 wide, at 4 scales (wavelengths 4…32 px) × 6 orientations.
 */
const BANK = {
  size: SIZE,
  scales: 4,
  orientations: 6,
  shortestWavelengthPx: 4,
  bandwidthOctaves: 1,
  angularBandwidthRad: Math.PI / 4,
};

interface LogGaborDescriptor {
  /** Length of the descriptors. */
  readonly length: number;
  /**
   * Unit-length descriptor of a 48×48 gray crop; all zero for a crop without any structure.
   * Throws RangeError for another number of pixels.
   */
  describe(crop48: Uint8Array): Float32Array;
}

/**
 * Describes the appearance of a face: magnitudes of log-Gabor responses, averaged over a 6×6 grid.
 * The filter bank is built once here.
 */
export function createLogGaborDescriptor(): LogGaborDescriptor {
  const bank = createFilterBank(BANK);
  const taper = edgeTaper();
  const forward = new SquareTransform(SIZE);
  const spectrum = new Float64Array(2 * SIZE * SIZE);
  const responses = new Map(
    bank.map(({ responseSize }) => [
      responseSize,
      {
        transform: new SquareTransform(responseSize),
        data: new Float64Array(2 * responseSize ** 2),
        cells: mapCells(responseSize),
      },
    ]),
  );
  const length = bank.length * CELLS * CELLS;
  return {
    length,
    describe(crop48) {
      loadCrop(crop48, taper, spectrum);
      forward.forward(spectrum);
      const descriptor = new Float32Array(length);
      for (const [index, filter] of bank.entries()) {
        const { transform, data, cells } = responses.get(filter.responseSize)!;
        applyFilter(filter, spectrum, data);
        transform.inverse(data);
        poolMagnitudes(data, cells, descriptor, index * CELLS * CELLS);
      }
      return normalise(descriptor);
    },
  };
}

/** Weights that fade the crop out toward its edges, so that these give no response. */
function edgeTaper(): Float64Array {
  const line = Float64Array.from({ length: CROP }, (_, i) => {
    const fromEdge = Math.min(i, CROP - 1 - i) + 0.5;
    return fromEdge >= FADE_PX ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * fromEdge) / FADE_PX);
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

function applyFilter(filter: BankFilter, spectrum: Float64Array, into: Float64Array): void {
  const { from, to, gain, responseSize } = filter;
  into.fill(0);
  // The smaller inverse transform divides by fewer samples; this keeps the scale.
  const scale = (responseSize / SIZE) ** 2;
  for (let k = 0; k < from.length; k++) {
    const weight = gain[k]! * scale;
    into[2 * to[k]!] = spectrum[2 * from[k]!]! * weight;
    into[2 * to[k]! + 1] = spectrum[2 * from[k]! + 1]! * weight;
  }
}

/** For each sample of a response over the crop: its index, and the cell of the grid it is in. */
interface CellMap {
  readonly sample: Int32Array;
  readonly cell: Uint8Array;
  /** 1 / samples in a cell. */
  readonly share: Float64Array;
}

function mapCells(side: number): CellMap {
  const margin = (MARGIN * side) / SIZE;
  const inner = side - 2 * margin;
  const samples = Array.from({ length: inner ** 2 }, (_, i) => {
    const [x, y] = [i % inner, Math.floor(i / inner)];
    const [column, row] = [x, y].map((at) => Math.floor(((at + 0.5) * CELLS) / inner));
    return { sample: (y + margin) * side + x + margin, cell: row! * CELLS + column! };
  });
  const counts = new Float64Array(CELLS * CELLS);
  for (const { cell } of samples) counts[cell]!++;
  return {
    sample: Int32Array.from(samples, ({ sample }) => sample),
    cell: Uint8Array.from(samples, ({ cell }) => cell),
    share: counts.map((count) => 1 / count),
  };
}

/** Mean magnitude in each cell of the grid over the crop. */
function poolMagnitudes(
  data: Float64Array,
  { sample, cell, share }: CellMap,
  into: Float32Array,
  offset: number,
): void {
  for (let i = 0; i < sample.length; i++) {
    const k = 2 * sample[i]!;
    const re = data[k]!;
    const im = data[k + 1]!;
    into[offset + cell[i]!]! += Math.sqrt(re * re + im * im);
  }
  for (let c = 0; c < share.length; c++) into[offset + c]! *= share[c]!;
}

function normalise(descriptor: Float32Array): Float32Array {
  const length = Math.sqrt(descriptor.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 1e-6)) return descriptor.fill(0);
  return descriptor.map((value) => value / length);
}
