import type { GrayImage } from '../../src/inference/crop/area-resize.js';
import { createRandom } from '../../src/synthetic/random.js';

/** What decides how much light a camera turns into numbers. */
export interface Sensor {
  readonly name: string;
  readonly photositeUm: number;
  /** Photosites that are added up in one pixel of 640×480. */
  readonly photositesAPixel: number;
  readonly fNumber: number;
  readonly readNoiseElectrons: number;
  readonly fullWellElectrons: number;
  /** Largest gain of its automatic exposure. */
  readonly maxGain: number;
  /** Longest exposure: what the frame rate leaves. */
  readonly maxExposureS: number;
}

/** The camera above a laptop's screen: small photosites, 30 frames a second, 720 lines. */
export const LAPTOP: Sensor = {
  name: 'laptop',
  photositeUm: 1.4,
  photositesAPixel: 2.25,
  fNumber: 2.4,
  readNoiseElectrons: 4,
  fullWellElectrons: 5000,
  maxGain: 8,
  maxExposureS: 1 / 30,
};

/** An ordinary USB webcam: larger photosites, and exposures as long as 15 frames a second allow. */
export const WEBCAM: Sensor = {
  name: 'webcam',
  photositeUm: 2.8,
  photositesAPixel: 2.25,
  fNumber: 2.2,
  readNoiseElectrons: 5,
  fullWellElectrons: 10_000,
  maxGain: 8,
  maxExposureS: 1 / 15,
};

/**
 * Electrons that a lux of white light frees in a second on a square micrometre under a colour
 * filter.
 */
const ELECTRONS_A_LUX_SECOND_UM2 = 3300;
const LENS_TRANSMISSION = 0.85;
/** Reflectance of what is drawn as 255. */
const WHITE_REFLECTANCE = 0.9;
export const GAMMA = 2.2;
/** Share of full scale at which the automatic exposure keeps the mean. */
const METERED_SHARE = 0.16;
const ADC_STEPS = 1023;

/** Reflectance of a picture's 256 grays, which are taken to be gamma-coded. */
const REFLECTANCE = Float64Array.from(
  { length: 256 },
  (_, gray) => WHITE_REFLECTANCE * (gray / 255) ** GAMMA,
);
/** Steps of the table from linear light to gamma-coded gray. */
const CODE_STEPS = 16_384;
const CODE = Uint8Array.from({ length: CODE_STEPS + 1 }, (_, i) =>
  Math.round(255 * (i / CODE_STEPS) ** (1 / GAMMA)),
);

export interface Exposure {
  readonly exposureS: number;
  readonly gain: number;
}

/** Electrons a pixel of reflectance 1 collects in a second under `lux` on the scene. */
function electronsASecond(sensor: Sensor, lux: number): number {
  const onSensorLux = (lux * LENS_TRANSMISSION) / (4 * sensor.fNumber ** 2);
  const areaUm2 = sensor.photositeUm ** 2 * sensor.photositesAPixel;
  return onSensorLux * areaUm2 * ELECTRONS_A_LUX_SECOND_UM2;
}

/** What the automatic exposure settles on: time first, then gain, each up to its limit. */
export function autoExposure(sensor: Sensor, lux: number, scene: GrayImage): Exposure {
  let sum = 0;
  for (const gray of scene.pixels) sum += REFLECTANCE[gray]!;
  const mean = Math.max(1e-4, sum / scene.pixels.length);
  const fullScale = sensor.fullWellElectrons * sensor.photositesAPixel;
  const wanted = (METERED_SHARE * fullScale) / (mean * electronsASecond(sensor, lux));
  const exposureS = Math.min(sensor.maxExposureS, wanted);
  return { exposureS, gain: Math.min(sensor.maxGain, Math.max(1, wanted / exposureS)) };
}

/** Takes pictures: shot noise, read noise, the converter's steps, gamma, 8 bits. */
export class SensorModel {
  readonly #sensor: Sensor;
  readonly #random: () => number;
  /**
   * Normal deviates, taken from a random place on: drawing each anew would cost most of the time.
   */
  readonly #normal: Float32Array;

  constructor(sensor: Sensor, seed: number) {
    this.#sensor = sensor;
    this.#random = createRandom(seed);
    this.#normal = normalDeviates(this.#random, 1 << 20);
  }

  /** One exposure of `scene`, whose grays are gamma-coded reflectances, under `lux`. */
  expose(scene: GrayImage, lux: number, { exposureS, gain }: Exposure): GrayImage {
    const { photositesAPixel, readNoiseElectrons, fullWellElectrons } = this.#sensor;
    const perReflectance = electronsASecond(this.#sensor, lux) * exposureS;
    const readVariance = photositesAPixel * readNoiseElectrons ** 2;
    const fullScale = (fullWellElectrons * photositesAPixel) / gain;
    const pixels = new Uint8Array(scene.pixels.length);
    let at = Math.floor(this.#random() * this.#normal.length);
    for (let i = 0; i < pixels.length; i++) {
      // Another place for every row, so that no two pictures share their noise.
      if (i % scene.width === 0) at = Math.floor(this.#random() * this.#normal.length);
      at = at + 1 < this.#normal.length ? at + 1 : 0;
      const electrons = perReflectance * REFLECTANCE[scene.pixels[i]!]!;
      const noisy = electrons + this.#normal[at]! * Math.sqrt(electrons + readVariance);
      const share = Math.min(1, Math.max(0, noisy / fullScale));
      const converted = Math.round(share * ADC_STEPS) / ADC_STEPS;
      pixels[i] = CODE[Math.round(converted * CODE_STEPS)]!;
    }
    return { pixels, width: scene.width, height: scene.height };
  }
}

function normalDeviates(random: () => number, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values[i] = radius * Math.cos(angle);
    values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
