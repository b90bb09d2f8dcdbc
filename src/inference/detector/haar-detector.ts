import { existsSync, readFileSync } from 'node:fs';
import type { Box } from '../../core/box.js';
import { EkspresiError } from '../../core/errors.js';
import { areaResize } from '../crop/area-resize.js';
import type { Detection } from '../tracking/track-types.js';
import { type FaceDetector, neighborScore, type ScanOptions } from './face-detector.js';
import { type CvCascade, loadOpenCv, type OpenCv, openCvError } from './opencv.js';

/** Side of the cascade's own window in pixels. */
const BASE_SIDE_PX = 24;
const CASCADE_FILE = '/cascade.xml';

/** Memory inside wasm that grows when a larger picture comes and is otherwise reused. */
interface WasmBuffer {
  pointer: number;
  bytes: number;
}

/** The cascades of {@link createHaarDetector}; the second one is optional. */
export interface CascadeFiles {
  readonly cascadePath: string;
  readonly secondPath: string | null;
}

/**
 * Loads the Haar cascade at `cascadePath` (Viola-Jones, the paper's detector) into OpenCV, and a
 * second one that is asked for confirmation. Throws CASCADE_MISSING or ENGINE_UNAVAILABLE.
 */
export function createHaarDetector({ cascadePath, secondPath }: CascadeFiles): FaceDetector {
  const paths = secondPath === null ? [cascadePath] : [cascadePath, secondPath];
  const files = paths.map((path) => ({ path, xml: readCascade(path) }));
  const cv = loadOpenCv();
  const cascades = files.map(({ path, xml }) => loadCascade(cv, path, xml));
  const objects = new cv.RectVector();
  const neighbours = new cv.IntVector();
  const frameBuffer: WasmBuffer = { pointer: 0, bytes: 0 };
  const shrunkBuffer: WasmBuffer = { pointer: 0, bytes: 0 };
  let width = 0;
  let height = 0;

  /** Runs the cascade over an image in wasm memory; results are read out before it returns. */
  const search = (
    image: { pointer: number; width: number; height: number; stepPx: number },
    options: ScanOptions,
    minSidePx: number,
    maxSidePx: number,
    place: (box: Box) => Box,
  ): Detection[] => {
    const cascade = cascades[options.second === true ? cascades.length - 1 : 0] as CvCascade;
    const mat = new cv.Mat(image.height, image.width, cv.CV_8UC1, image.pointer, image.stepPx);
    const found: Detection[] = [];
    try {
      cascade.detectMultiScale2(
        mat,
        objects,
        neighbours,
        options.scaleFactor,
        options.minNeighbors,
        0,
        { width: minSidePx, height: minSidePx },
        { width: maxSidePx, height: maxSidePx },
      );
      for (let i = 0; i < objects.size(); i++) {
        found.push({
          box: place(objects.get(i)),
          score: neighborScore(i < neighbours.size() ? neighbours.get(i) : 1),
        });
      }
    } catch (thrown) {
      throw openCvError(cv, thrown);
    } finally {
      mat.delete();
    }
    return found.sort((a, b) => b.score - a.score);
  };

  return {
    name: 'haar',
    hasSecond: cascades.length > 1,

    load(frame) {
      width = frame.width;
      height = frame.height;
      reserve(cv, frameBuffer, width * height);
      cv.HEAPU8.set(frame.pixels, frameBuffer.pointer);
    },

    detect(region, options) {
      const left = Math.max(0, Math.floor(region.x));
      const top = Math.max(0, Math.floor(region.y));
      const columns = Math.min(width, Math.ceil(region.x + region.width)) - left;
      const rows = Math.min(height, Math.ceil(region.y + region.height)) - top;
      const side = Math.min(columns, rows);
      const minSidePx = Math.max(BASE_SIDE_PX, Math.floor(options.minSizePx));
      const maxSidePx = Math.min(side, Math.ceil(options.maxSizePx));
      if (maxSidePx < minSidePx) return [];

      const shrinkBy = minSidePx / BASE_SIDE_PX;
      if (!options.shrink || shrinkBy < 1.1) {
        const pointer = frameBuffer.pointer + top * width + left;
        const image = { pointer, width: columns, height: rows, stepPx: width };
        return search(image, options, minSidePx, maxSidePx, (box) => ({
          x: left + box.x,
          y: top + box.y,
          width: box.width,
          height: box.height,
        }));
      }

      const shrunkWidth = Math.max(BASE_SIDE_PX, Math.round(columns / shrinkBy));
      const shrunkHeight = Math.max(BASE_SIDE_PX, Math.round(rows / shrinkBy));
      reserve(cv, shrunkBuffer, shrunkWidth * shrunkHeight);
      areaResize(
        {
          pixels: cv.HEAPU8.subarray(frameBuffer.pointer, frameBuffer.pointer + width * height),
          width,
          height,
        },
        { x: left, y: top, width: columns, height: rows },
        {
          pixels: cv.HEAPU8.subarray(
            shrunkBuffer.pointer,
            shrunkBuffer.pointer + shrunkWidth * shrunkHeight,
          ),
          width: shrunkWidth,
          height: shrunkHeight,
        },
      );
      const kx = columns / shrunkWidth;
      const ky = rows / shrunkHeight;
      const image = {
        pointer: shrunkBuffer.pointer,
        width: shrunkWidth,
        height: shrunkHeight,
        stepPx: shrunkWidth,
      };
      return search(image, options, BASE_SIDE_PX, Math.ceil(maxSidePx / shrinkBy), (box) => ({
        x: left + box.x * kx,
        y: top + box.y * ky,
        width: box.width * kx,
        height: box.height * ky,
      }));
    },

    dispose() {
      objects.delete();
      neighbours.delete();
      for (const cascade of cascades) cascade.delete();
      cv._free(frameBuffer.pointer);
      cv._free(shrunkBuffer.pointer);
    },
  };
}

function loadCascade(cv: OpenCv, path: string, xml: Uint8Array): CvCascade {
  const cascade = new cv.CascadeClassifier();
  cv.FS_createDataFile('/', CASCADE_FILE.slice(1), xml, true, false, false);
  try {
    if (!cascade.load(CASCADE_FILE)) throw cascadeInvalid(path);
    return cascade;
  } catch (cause) {
    if (cause instanceof EkspresiError) throw cause;
    throw cascadeInvalid(path, openCvError(cv, cause));
  } finally {
    cv.FS_unlink(CASCADE_FILE);
  }
}

/** Makes `buffer` hold at least `bytes`; its old content is lost when it grows. */
function reserve(cv: OpenCv, buffer: WasmBuffer, bytes: number): void {
  if (buffer.bytes >= bytes) return;
  cv._free(buffer.pointer);
  buffer.pointer = cv._malloc(bytes);
  buffer.bytes = bytes;
}

function readCascade(path: string): Uint8Array {
  if (!existsSync(path)) {
    throw new EkspresiError(
      'CASCADE_MISSING',
      `The face detector's cascade is missing: ${path}`,
      'Install it with `apt install opencv-data`, or set inference.cascade to its path.',
    );
  }
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new EkspresiError(
      'CASCADE_MISSING',
      `The face detector's cascade cannot be read: ${path}`,
      'Make the file readable for the user that runs ekspresi.',
      { cause },
    );
  }
}

function cascadeInvalid(path: string, cause?: Error): EkspresiError {
  return new EkspresiError(
    'CASCADE_MISSING',
    `Not a Haar cascade that OpenCV can read: ${path}`,
    'Reinstall it with `apt install --reinstall opencv-data`.',
    { cause },
  );
}
