import { systemClock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import { silentLog } from '../core/log.js';
import { areaResize, type GrayImage } from '../inference/crop/area-resize.js';
import { loadDetector } from '../inference/detection/load-detectors.js';
import type { ExpressionClassifier } from '../inference/expression/classifier.js';
import { EXPRESSION_CROP_SIDE, faceCrop } from '../inference/expression/face-crop.js';
import type { InferenceSettings } from '../inference/inference-settings.js';
import { loadLandmarker } from '../inference/landmarks/landmarker.js';
import { meanGray } from '../inference/low-light/light-level.js';
import { LowLightEnhancer } from '../inference/low-light/low-light-enhancer.js';
import { detectInStill } from '../inference/pipeline/analyse-still.js';
import type { FaceSize } from './labelled-face.js';

/** What of a picture the network is shown. */
export const CROPS = ['whole', 'face'] as const;
export type CropChoice = (typeof CROPS)[number];

/** Cuts pictures to what the network is shown. */
export interface PictureCutter {
  /** Larger pictures are handed over scaled down to this. */
  readonly maxSidePx: number;
  cut(picture: GrayImage): Promise<Uint8Array>;
  /** Pictures in which a face was found; null where none is looked for. */
  facesFound(): number | null;
  dispose(): Promise<void>;
}

const MAX_SIDE_PX = 4096;
/** As large as `analyze` looks at pictures. */
const MAX_SEARCHED_SIDE_PX = 1920;

/**
 * Takes pictures for faces: all of a square one, of others the middle, which keeps the proportions.
 */
export function wholeCutter(size: FaceSize): PictureCutter {
  return {
    maxSidePx: MAX_SIDE_PX,
    cut: async (picture) => middleOf(picture, size),
    facesFound: () => null,
    async dispose() {},
  };
}

/**
 * Takes the largest face that `analyze` finds in a picture, turned and framed as it is there, and
 * all of the picture where there is none.
 * @throws EkspresiError DATASET_INVALID for a model of another size, or as the models' loaders do
 */
export async function faceCutter(
  classifier: ExpressionClassifier,
  settings: InferenceSettings,
): Promise<PictureCutter> {
  const { engine, threads, landmarksDir } = settings;
  const { width, height } = classifier.manifest.input;
  if (width !== EXPRESSION_CROP_SIDE || height !== EXPRESSION_CROP_SIDE) {
    throw new EkspresiError('dataset-crop-size', { width, height });
  }
  const landmarker =
    landmarksDir === null
      ? null
      : await loadLandmarker({ modelDir: landmarksDir, engine, threads, log: silentLog });
  const detector = await loadDetector(settings.detector, settings, { log: silentLog });
  const parts = { settings, clock: systemClock, detector, classifier, landmarker };
  let facesFound = 0;
  return {
    maxSidePx: MAX_SEARCHED_SIDE_PX,
    async cut(picture) {
      const frame = { ...picture, sequence: 0, capturedAtMs: 0, monotonicMs: 0, mediaTimeS: 0 };
      const seen = new LowLightEnhancer().enhance(frame, meanGray(frame));
      const faces = await detectInStill(seen, parts);
      const area = ({ box }: (typeof faces)[number]) => box.width * box.height;
      const [largest] = faces.sort((a, b) => area(b) - area(a));
      if (largest === undefined) return middleOf(picture, { width, height });
      facesFound++;
      return faceCrop(seen, largest.box, largest.landmarkResult.landmarks);
    },
    facesFound: () => facesFound,
    async dispose() {
      await detector.dispose();
      await landmarker?.dispose();
    },
  };
}

/** The largest part in the middle that has the proportions of `size`, scaled to it. */
function middleOf(picture: GrayImage, size: FaceSize): Uint8Array {
  if (picture.width === size.width && picture.height === size.height) return picture.pixels;
  const scale = Math.min(picture.width / size.width, picture.height / size.height);
  const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
  const middle = {
    x: Math.floor((picture.width - width) / 2),
    y: Math.floor((picture.height - height) / 2),
    width,
    height,
  };
  const target = { ...size, pixels: new Uint8Array(size.width * size.height) };
  areaResize(picture, middle, target);
  return target.pixels;
}
