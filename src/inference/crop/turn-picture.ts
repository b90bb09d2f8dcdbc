import type { Box } from '../../core/box.js';
import type { GrayImage } from './area-resize.js';

/** What lies outside the picture after turning it. */
const OUTSIDE_GRAY = 128;

/** A picture turned around its centre, and the way back. */
export interface TurnedPicture {
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
