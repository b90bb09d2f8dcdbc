import type { Box } from '../../../core/box.js';
import { areaResize, type GrayImage } from '../../crop/area-resize.js';
import type { OpenCv } from './opencv.js';

/** Gray pixels in wasm memory, `stepPx` bytes from row to row. */
export interface WasmImage {
  readonly pointer: number;
  readonly width: number;
  readonly height: number;
  readonly stepPx: number;
}

/** A rectangle of the frame as an image, and what one of its pixels is in the frame. */
export interface FrameView {
  readonly image: WasmImage;
  /** Frame pixels per image pixel. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Place of the image's corner in the frame. */
  readonly left: number;
  readonly top: number;
}

/** Below this ratio shrinking is not worth a copy. */
const WORTH_SHRINKING = 1.1;

interface Level {
  pointer: number;
  bytes: number;
  width: number;
  height: number;
  /** Whether it holds the present frame. */
  current: boolean;
}

/**
 * One frame in wasm memory at full, half, quarter … size; the smaller ones are made when first
 * wanted. All memory is kept and reused until a larger frame comes.
 */
export class FramePyramid {
  readonly #cv: OpenCv;
  readonly #levels: Level[] = [];
  readonly #scratch = newLevel();

  constructor(cv: OpenCv) {
    this.#cv = cv;
  }

  load(frame: GrayImage): void {
    for (const level of this.#levels) level.current = false;
    const level = this.#reserve(0, frame.width, frame.height);
    this.#cv.HEAPU8.set(frame.pixels, level.pointer);
  }

  /** Side of the smallest box of the frame that holds `region`'s part inside the frame. */
  clip(region: Box): Box {
    const { width, height } = this.#levels[0] ?? newLevel();
    const x = Math.max(0, Math.floor(region.x));
    const y = Math.max(0, Math.floor(region.y));
    return {
      x,
      y,
      width: Math.max(0, Math.min(width, Math.ceil(region.x + region.width)) - x),
      height: Math.max(0, Math.min(height, Math.ceil(region.y + region.height)) - y),
    };
  }

  /**
   * A clipped rectangle shrunk by `shrinkBy` (≥ 1), at least `leastSidePx` in each direction. Valid
   * until the next call.
   */
  view(rectangle: Box, shrinkBy: number, leastSidePx: number): FrameView {
    const power = Math.max(0, Math.floor(Math.log2(shrinkBy)));
    const level = this.#level(power);
    const unit = 2 ** power;
    const columns = Math.min(level.width, Math.ceil((rectangle.x + rectangle.width) / unit));
    const rows = Math.min(level.height, Math.ceil((rectangle.y + rectangle.height) / unit));
    const left = Math.min(Math.floor(rectangle.x / unit), columns - 1);
    const top = Math.min(Math.floor(rectangle.y / unit), rows - 1);
    const width = columns - left;
    const height = rows - top;
    const rest = shrinkBy / unit;
    if (rest < WORTH_SHRINKING) {
      const pointer = level.pointer + top * level.width + left;
      const image = { pointer, width, height, stepPx: level.width };
      return { image, scaleX: unit, scaleY: unit, left: left * unit, top: top * unit };
    }
    const shrunkWidth = Math.max(leastSidePx, Math.round(width / rest));
    const shrunkHeight = Math.max(leastSidePx, Math.round(height / rest));
    this.#grow(this.#scratch, shrunkWidth, shrunkHeight);
    areaResize(
      this.#pixelsOf(level),
      { x: left, y: top, width, height },
      this.#pixelsOf(this.#scratch),
    );
    return {
      image: {
        pointer: this.#scratch.pointer,
        width: shrunkWidth,
        height: shrunkHeight,
        stepPx: shrunkWidth,
      },
      scaleX: (unit * width) / shrunkWidth,
      scaleY: (unit * height) / shrunkHeight,
      left: left * unit,
      top: top * unit,
    };
  }

  dispose(): void {
    for (const level of [...this.#levels, this.#scratch]) this.#cv._free(level.pointer);
  }

  #level(power: number): Level {
    const level = this.#levels[power];
    if (level?.current) return level;
    const above = this.#level(power - 1);
    const half = this.#reserve(power, above.width >> 1, above.height >> 1);
    // Blocks of 2×2; an odd last row or column is left out.
    const region = { x: 0, y: 0, width: 2 * half.width, height: 2 * half.height };
    areaResize(this.#pixelsOf(above), region, this.#pixelsOf(half));
    return half;
  }

  #reserve(power: number, width: number, height: number): Level {
    const level = this.#levels[power] ?? newLevel();
    this.#levels[power] = level;
    this.#grow(level, width, height);
    level.current = true;
    return level;
  }

  #grow(level: Level, width: number, height: number): void {
    const bytes = width * height;
    if (level.bytes < bytes) {
      this.#cv._free(level.pointer);
      level.pointer = this.#cv._malloc(bytes);
      level.bytes = bytes;
    }
    level.width = width;
    level.height = height;
  }

  /** A view of a level's memory; taken anew each time, as wasm memory may move when it grows. */
  #pixelsOf({ pointer, width, height }: Level): GrayImage {
    const pixels = this.#cv.HEAPU8.subarray(pointer, pointer + width * height);
    return { pixels, width, height };
  }
}

function newLevel(): Level {
  return { pointer: 0, bytes: 0, width: 0, height: 0, current: false };
}
