import { createRequire } from 'node:module';
import { EkspresiError } from '../../../core/errors.js';

/** An image in wasm memory. `data` is a view of that memory: take it again for every use. */
interface CvMat {
  readonly data: Uint8Array;
  readonly rows: number;
  readonly cols: number;
  delete(): void;
}

interface CvRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface CvSize {
  readonly width: number;
  readonly height: number;
}

interface CvRectVector {
  size(): number;
  get(index: number): CvRect;
  delete(): void;
}

interface CvIntVector {
  size(): number;
  get(index: number): number;
  delete(): void;
}

export interface CvCascade {
  load(path: string): boolean;
  detectMultiScale2(
    image: CvMat,
    objects: CvRectVector,
    neighbours: CvIntVector,
    scaleFactor: number,
    minNeighbors: number,
    flags: number,
    minSize: CvSize,
    maxSize: CvSize,
  ): void;
  delete(): void;
}

/**
 * The part of OpenCV 4.3's JavaScript build that is used here. The package's own
 * declarations are 2 MB of TypeScript source that strict settings refuse.
 */
export interface OpenCv {
  readonly CV_8UC1: number;
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  /** With `data` a header over memory of ours (nothing is copied), `step` bytes a row. */
  readonly Mat: new (
    rows: number,
    cols: number,
    type: number,
    data: number,
    step: number,
  ) => CvMat;
  readonly RectVector: new () => CvRectVector;
  readonly IntVector: new () => CvIntVector;
  readonly CascadeClassifier: new () => CvCascade;
  FS_createDataFile(
    folder: string,
    name: string,
    data: Uint8Array,
    canRead: boolean,
    canWrite: boolean,
    canOwn: boolean,
  ): void;
  FS_unlink(path: string): void;
  exceptionFromPtr(pointer: number): { readonly msg: string };
}

const FATAL_EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Loads opencv-wasm (synchronously, about 0.1 s). Its Emscripten start-up code hangs handlers
 * on the process that abort on any unhandled rejection; those are taken off again, so that the
 * process keeps its own rules. Throws ENGINE_UNAVAILABLE.
 */
export function loadOpenCv(): OpenCv {
  const before = FATAL_EVENTS.map((event) => new Set(process.listeners(event as 'exit')));
  try {
    const loaded: { readonly cv: OpenCv } = createRequire(import.meta.url)('opencv-wasm');
    return loaded.cv;
  } catch (cause) {
    throw new EkspresiError('opencv-unavailable', {}, { cause });
  } finally {
    FATAL_EVENTS.forEach((event, i) => {
      for (const listener of process.listeners(event as 'exit')) {
        if (!before[i]?.has(listener)) process.removeListener(event, listener);
      }
    });
  }
}

/** OpenCV throws bare numbers (pointers to C++ exceptions); this gives them a message. */
export function openCvError(cv: OpenCv, thrown: unknown): Error {
  if (typeof thrown === 'number') return new Error(`OpenCV: ${cv.exceptionFromPtr(thrown).msg}`);
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
