import { type BrowShape, browLineY } from './brow-shape.js';
import { clamp, mix, smoothstep } from './curves.js';
import { forEachColumn } from './face-grid.js';
import type { FaceLayers } from './face-layers.js';
import type { FaceIdentity } from './identity.js';

/** Draws both brows over the skin; `grain` (−0.5…0.5 a texel) breaks them into hairs. */
export function drawBrows(
  layers: FaceLayers,
  identity: FaceIdentity,
  brow: BrowShape,
  grain: Float32Array,
): void {
  const { grid, gray, shade } = layers;
  const soft = 0.022 + 0.5 / grid.pxPerUnit;
  const top = Math.min(brow.innerY, brow.middleY, brow.outerY) - 0.12;
  const bottom = Math.max(brow.innerY, brow.middleY, brow.outerY) + 0.12;
  const span = brow.outerX - brow.innerX;
  for (const side of [-1, 1]) {
    const near = brow.innerX - 0.06;
    const far = brow.outerX + 0.06;
    const bounds = { left: side < 0 ? -far : near, right: side < 0 ? -near : far, top, bottom };
    forEachColumn(grid, bounds, (x) => {
      const along = (Math.abs(x) - brow.innerX) / span;
      const held = clamp(along, 0, 1);
      const lineY = browLineY(brow, held);
      const rise = browLineY(brow, held + 0.05) - browLineY(brow, held - 0.05);
      const across = 1 / Math.hypot(1, rise / (0.1 * span));
      const thickness = identity.browThickness * (1 - 0.7 * smoothstep(0.45, 1.05, held));
      const ends = smoothstep(-0.1, 0.06, along) * smoothstep(1.08, 0.95, along);
      return (i, y) => {
        const distance = Math.abs(y - lineY) * across;
        const body = smoothstep(thickness + soft, Math.max(0, thickness - soft), distance);
        const hairs = clamp(body * ends * (0.88 + 0.5 * grain[i]!), 0, 1);
        gray[i] = mix(gray[i]!, identity.browTone * shade[i]!, hairs);
      };
    });
  }
}
