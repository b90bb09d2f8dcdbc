import { clamp, mix, smoothstep } from './curves.js';
import type { Canvas } from './face-warp.js';
import type { FaceIdentity } from './identity.js';
import type { Light } from './lighting.js';

/** Where a body hangs: the middle between the eyes of the upright head, and its scale. */
export interface BodyAnchor {
  readonly xPx: number;
  readonly yPx: number;
  readonly pxPerUnit: number;
}

const NECK_TOP = 0.95;
const NECK_HALF_WIDTH = 0.56;
const SHOULDER_Y = 2.35;

/** Half width of neck and clothed body at height `v`, head units; 0 above the neck. */
export function bodyHalfWidth(v: number): number {
  if (v < NECK_TOP) return 0;
  const slope = smoothstep(1.75, SHOULDER_Y + 0.75, v);
  const shoulders = mix(NECK_HALF_WIDTH, 2.75, Math.sqrt(slope) * slope ** 0.2);
  return shoulders * (1 - 0.22 * smoothstep(3.2, 7, v));
}

/** Draws neck, collar and clothes, straight down to the frame's lower edge. */
export function drawBody(
  canvas: Canvas,
  identity: FaceIdentity,
  light: Light,
  anchor: BodyAnchor,
): void {
  const { xPx, yPx, pxPerUnit } = anchor;
  const white = 255 * light.level;
  const firstRow = Math.max(0, Math.floor(yPx + NECK_TOP * pxPerUnit));
  for (let row = firstRow; row < canvas.height; row++) {
    const v = (row + 0.5 - yPx) / pxPerUnit;
    const halfWidth = bodyHalfWidth(v);
    const first = Math.max(0, Math.floor(xPx - halfWidth * pxPerUnit - 1));
    const last = Math.min(canvas.width, Math.ceil(xPx + halfWidth * pxPerUnit + 1));
    const collar =
      0.62 * Math.sqrt(clamp((2.45 - v) / 0.55, 0, 1)) * smoothstep(1.7, 2, v) + (v < 1.85 ? 3 : 0);
    const underChin = mix(0.45, 0.85, smoothstep(identity.chinY, identity.chinY + 0.55, v));
    const skin = identity.skinTone * underChin * white;
    const cloth = identity.clothTone * white * (0.86 + 0.14 * smoothstep(1.9, 2.9, v));
    for (let column = first; column < last; column++) {
      const u = (column + 0.5 - xPx) / pxPerUnit;
      const side = u < 0 ? -u : u;
      const cover = clamp((halfWidth - side) * pxPerUnit + 0.5, 0, 1);
      const across = u / halfWidth;
      const turned = 1 - 0.34 * across * across + 0.16 * light.fromX * across;
      const inCollar = clamp((collar - side) * pxPerUnit, 0, 1);
      const seam = side < 0.03 ? 0.9 : 1;
      const value = mix(cloth * seam, skin, inCollar) * turned;
      const i = row * canvas.width + column;
      canvas.pixels[i] = Math.min(255, mix(canvas.pixels[i]!, value, cover));
    }
  }
}
