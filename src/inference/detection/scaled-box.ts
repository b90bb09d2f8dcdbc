import type { Box } from '../../core/box.js';

/** A box around the same centre with sides `scale` times as long. */
export function scaledBox(box: Box, scale: number): Box {
  const growX = (box.width * (scale - 1)) / 2;
  const growY = (box.height * (scale - 1)) / 2;
  return {
    x: box.x - growX,
    y: box.y - growY,
    width: box.width + 2 * growX,
    height: box.height + 2 * growY,
  };
}
