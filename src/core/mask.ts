import type { Box } from './box.js';
import { boxCentre } from './box.js';

/** Masks that a configuration may have. */
export const MAX_MASKS = 16;

/** A part of the picture that is never analysed, as shares 0…1 of its width and height. */
export interface Mask {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether the centre of `box`, in pixels of `picture`, lies in one of the masks. */
export function isMasked(
  box: Box,
  masks: readonly Mask[],
  picture: { readonly width: number; readonly height: number },
): boolean {
  const centre = boxCentre(box);
  const x = centre.x / picture.width;
  const y = centre.y / picture.height;
  return masks.some(
    (mask) => x >= mask.x && x < mask.x + mask.width && y >= mask.y && y < mask.y + mask.height,
  );
}
