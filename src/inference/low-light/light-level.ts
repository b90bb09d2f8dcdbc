import type { Box } from '../../core/box.js';
import type { LightLevel } from '../../core/face.js';
import type { GrayImage } from '../crop/area-resize.js';

/**
 * Mean gray below which a picture counts as dark, and as dim. A camera on automatic exposure keeps
 * its mean near 110 until it runs out of exposure time; half of that is one stop too little (dim),
 * a fifth is more than two stops (dark), where Haar's contrast is gone in the noise.
 */
const DARK_BELOW = 22;
const DIM_BELOW = 55;

/** Pixels looked at, at most, in each direction. */
const SAMPLES_A_SIDE = 80;

/** Mean gray 0…255 of a region of the picture, from a grid of at most 80 × 80 of its pixels. */
export function meanGray(image: GrayImage, region?: Box): number {
  const left = Math.max(0, Math.floor(region?.x ?? 0));
  const top = Math.max(0, Math.floor(region?.y ?? 0));
  const right = Math.min(image.width, Math.ceil(region ? region.x + region.width : image.width));
  const bottom = Math.min(
    image.height,
    Math.ceil(region ? region.y + region.height : image.height),
  );
  const stepX = Math.max(1, Math.floor((right - left) / SAMPLES_A_SIDE));
  const stepY = Math.max(1, Math.floor((bottom - top) / SAMPLES_A_SIDE));
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += stepY) {
    for (let x = left; x < right; x += stepX) {
      sum += image.pixels[y * image.width + x]!;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Names a mean gray. */
export function lightLevelOf(mean: number): LightLevel {
  if (mean < DARK_BELOW) return 'dark';
  return mean < DIM_BELOW ? 'dim' : 'bright';
}
