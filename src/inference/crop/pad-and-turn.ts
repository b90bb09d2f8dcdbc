import type { Box } from '../../core/box.js';
import { areaResize, type GrayImage } from './area-resize.js';

/** Border added around a picture, as a share of its sides, so that a face may fill it. */
const BORDER = 0.2;

/** A picture, shrunk where it was too large, with its edge repeated around it, and the way back. */
interface PaddedPicture {
  readonly padded: GrayImage;
  /** Where the picture lies in it. */
  readonly inside: Box;
  /** The box in pixels of the picture; may reach over its edge. */
  back(box: Box): Box;
}

/** Pads a picture whose longer side is first shrunk to `longestPx` where it is longer. */
export function padPicture(picture: GrayImage, longestPx: number): PaddedPicture {
  const unit = Math.max(1, Math.max(picture.width, picture.height) / longestPx);
  const borderX = Math.round((picture.width / unit) * BORDER);
  const borderY = Math.round((picture.height / unit) * BORDER);
  const width = Math.round(picture.width / unit) + 2 * borderX;
  const height = Math.round(picture.height / unit) + 2 * borderY;
  const padded = { pixels: new Uint8Array(width * height), width, height };
  const region = {
    x: -borderX * unit,
    y: -borderY * unit,
    width: width * unit,
    height: height * unit,
  };
  if (unit === 1) copyWithEdge(picture, padded, borderX, borderY);
  else areaResize(picture, region, padded);
  return {
    padded,
    inside: {
      ...{ x: borderX, y: borderY },
      ...{ width: width - 2 * borderX, height: height - 2 * borderY },
    },
    back: (box) => ({
      x: (box.x - borderX) * unit,
      y: (box.y - borderY) * unit,
      width: box.width * unit,
      height: box.height * unit,
    }),
  };
}

/** Copies a picture pixel by pixel to (`x`, `y`) of a larger one and repeats its edge around it. */
function copyWithEdge(picture: GrayImage, target: GrayImage, x: number, y: number): void {
  const { pixels, width, height } = picture;
  const out = target.pixels;
  for (let row = 0; row < height; row++) {
    const from = row * width;
    const start = (y + row) * target.width;
    out.fill(pixels[from]!, start, start + x);
    out.set(pixels.subarray(from, from + width), start + x);
    out.fill(pixels[from + width - 1]!, start + x + width, start + target.width);
  }
  const first = y * target.width;
  const last = (y + height - 1) * target.width;
  for (let row = 0; row < y; row++) out.copyWithin(row * target.width, first, first + target.width);
  for (let row = y + height; row < target.height; row++) {
    out.copyWithin(row * target.width, last, last + target.width);
  }
}

/** What lies outside the picture after turning it. */
const OUTSIDE_GRAY = 128;

/** A picture turned around its centre, and the way back. */
interface TurnedPicture {
  readonly picture: GrayImage;
  /** The upright box around the same centre in the picture before it was turned. */
  back(box: Box): Box;
}

/** Turns a picture by `degrees` counter-clockwise; its size stays, the nearest pixel is taken. */
export function turnPicture(source: GrayImage, degrees: number): TurnedPicture {
  const { width, height } = source;
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const [middleX, middleY] = [width / 2, height / 2];
  const pixels = new Uint8Array(width * height).fill(OUTSIDE_GRAY);
  for (let y = 0; y < height; y++) {
    const dy = y + 0.5 - middleY;
    for (let x = 0; x < width; x++) {
      const dx = x + 0.5 - middleX;
      const fromX = Math.floor(middleX + cos * dx - sin * dy);
      const fromY = Math.floor(middleY + sin * dx + cos * dy);
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) continue;
      pixels[y * width + x] = source.pixels[fromY * width + fromX]!;
    }
  }
  return {
    picture: { pixels, width, height },
    back(box) {
      const dx = box.x + box.width / 2 - middleX;
      const dy = box.y + box.height / 2 - middleY;
      return {
        ...box,
        x: middleX + cos * dx - sin * dy - box.width / 2,
        y: middleY + sin * dx + cos * dy - box.height / 2,
      };
    },
  };
}

/** A picture turned clockwise by a quarter, a half or three quarters, pixel by pixel. */
export function quarterTurn(source: GrayImage, degrees: 90 | 180 | 270): GrayImage {
  const { width, height, pixels } = source;
  const turned = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = pixels[y * width + x] as number;
      if (degrees === 180) turned[(height - 1 - y) * width + (width - 1 - x)] = pixel;
      else if (degrees === 90) turned[x * height + (height - 1 - y)] = pixel;
      else turned[(width - 1 - x) * height + y] = pixel;
    }
  }
  return degrees === 180
    ? { pixels: turned, width, height }
    : { pixels: turned, width: height, height: width };
}
