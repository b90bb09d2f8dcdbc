import { clamp } from './curves.js';
import type { FaceGrid, TexelRect } from './face-grid.js';

/** The room's soft light. `fromX` −1 left … 1 right, `fromY` −1 above … 1 below. */
export interface Light {
  readonly fromX: number;
  readonly fromY: number;
  /** Share of light without direction, 0…1. */
  readonly ambient: number;
  /** Gray produced by a white surface facing the light, 0…1 of full scale. */
  readonly level: number;
}

/**
 * Lambert's law with a wrapped terminator (soft light) on a relief: writes the brightness,
 * 0…1.12, of every texel of `rect` to `out`, about 1 for a surface facing the viewer.
 */
export function illuminate(
  grid: FaceGrid,
  height: Float32Array,
  light: Light,
  rect: TexelRect,
  out: Float32Array,
): void {
  const length = Math.hypot(light.fromX, light.fromY, 0.85);
  const lx = light.fromX / length;
  const ly = light.fromY / length;
  const lz = 0.85 / length;
  const { width } = grid;
  for (let row = rect.firstRow; row < rect.lastRow; row++) {
    const rowsUp = row > 0 ? 1 : 0;
    const rowsDown = row < grid.height - 1 ? 1 : 0;
    for (let column = rect.firstColumn; column < rect.lastColumn; column++) {
      const i = row * width + column;
      const left = column > 0 ? 1 : 0;
      const right = column < width - 1 ? 1 : 0;
      const riseX = height[i + right]! - height[i - left]!;
      const riseY = height[i + rowsDown * width]! - height[i - rowsUp * width]!;
      const slopeX = (riseX * grid.pxPerUnit) / (left + right);
      const slopeY = (riseY * grid.pxPerUnit) / (rowsUp + rowsDown);
      const norm = 1 / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
      const facing = (lz - slopeX * lx - slopeY * ly) * norm;
      const wrapped = clamp((facing + 0.3) / 1.3, 0, 1);
      out[i] = 1.12 * (light.ambient * (0.55 + 0.45 * norm) + (1 - light.ambient) * wrapped);
    }
  }
}
