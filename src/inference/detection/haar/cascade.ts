import { existsSync, readFileSync } from 'node:fs';
import { EkspresiError } from '../../../core/errors.js';
import type { GrayImage } from '../../crop/area-resize.js';
import type { Detection } from '../../tracking/detections.js';
import { type CvCascade, loadOpenCv, type OpenCv, openCvError } from './opencv.js';

/** Side of the cascade's own window in pixels. */
const WINDOW_PX = 24;
/** Overlapping hits at which a detection counts as half certain. */
const HALF_SCORE_NEIGHBOURS = 6;
const FILE_IN_WASM = 'cascade.xml';

interface CascadeOptions {
  /** Step from one face size to the next, > 1. */
  readonly scaleFactor: number;
  /** Groups of up to so many overlapping hits are dropped (OpenCV's own meaning). */
  readonly minNeighbours: number;
  /** Smallest and largest side of a face; by default all sizes from the cascade's window on. */
  readonly minSizePx?: number;
  readonly maxSizePx?: number;
}

/** A Haar cascade in OpenCV's memory. Synchronous. */
export interface Cascade {
  /** Faces in a whole picture, boxes in its pixels, highest score first. */
  detect(picture: GrayImage, options: CascadeOptions): Detection[];
  dispose(): void;
}

/** Score 0…1 of a number of overlapping hits. */
export function neighbourScore(neighbours: number): number {
  return neighbours / (neighbours + HALF_SCORE_NEIGHBOURS);
}

/** Loads a cascade's XML file. Throws CASCADE_MISSING or ENGINE_UNAVAILABLE. */
export function loadCascade(path: string): Cascade {
  const xml = readCascadeFile(path);
  const cv = loadOpenCv();
  const cascade = parseCascade(cv, path, xml);
  const objects = new cv.RectVector();
  const neighbours = new cv.IntVector();
  let pointer = 0;
  let bytes = 0;

  return {
    detect(picture, { scaleFactor, minNeighbours, minSizePx = WINDOW_PX, maxSizePx }) {
      const { width, height, pixels } = picture;
      const smallest = Math.max(WINDOW_PX, Math.floor(minSizePx));
      const largest = Math.min(width, height, Math.ceil(maxSizePx ?? Number.POSITIVE_INFINITY));
      if (largest < smallest) return [];
      if (bytes < width * height) {
        cv._free(pointer);
        bytes = width * height;
        pointer = cv._malloc(bytes);
      }
      cv.HEAPU8.set(pixels.subarray(0, width * height), pointer);
      const mat = new cv.Mat(height, width, cv.CV_8UC1, pointer, width);
      const sizes = [smallest, largest].map((side) => ({ width: side, height: side }));
      try {
        cascade.detectMultiScale2(
          mat,
          objects,
          neighbours,
          scaleFactor,
          minNeighbours,
          0,
          sizes[0]!,
          sizes[1]!,
        );
      } catch (thrown) {
        throw openCvError(cv, thrown);
      } finally {
        mat.delete();
      }
      return Array.from({ length: objects.size() }, (_, i) => {
        const { x, y, width: side, height: tall } = objects.get(i);
        const hits = i < neighbours.size() ? neighbours.get(i) : 1;
        return { box: { x, y, width: side, height: tall }, score: neighbourScore(hits) };
      }).sort((a, b) => b.score - a.score);
    },

    dispose() {
      objects.delete();
      neighbours.delete();
      cascade.delete();
      cv._free(pointer);
    },
  };
}

function readCascadeFile(path: string): Uint8Array {
  if (!existsSync(path)) {
    throw new EkspresiError('cascade-missing', { path });
  }
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new EkspresiError('cascade-closed', { path }, { cause });
  }
}

function parseCascade(cv: OpenCv, path: string, xml: Uint8Array): CvCascade {
  const cascade = new cv.CascadeClassifier();
  cv.FS_createDataFile('/', FILE_IN_WASM, xml, true, false, false);
  let reason: Error | undefined;
  try {
    if (cascade.load(`/${FILE_IN_WASM}`)) return cascade;
  } catch (thrown) {
    reason = openCvError(cv, thrown);
  } finally {
    cv.FS_unlink(`/${FILE_IN_WASM}`);
  }
  cascade.delete();
  throw new EkspresiError('cascade-invalid', { path }, { cause: reason });
}
