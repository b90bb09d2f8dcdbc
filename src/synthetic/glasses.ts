import { smoothstep } from './curves.js';
import { type FaceGrid, forEachTexel, texelsWithin } from './face-grid.js';
import type { FaceLayers } from './face-layers.js';
import type { FaceIdentity } from './identity.js';

const GLASSES_BOUNDS = { left: -0.98, right: 0.98, top: -0.26, bottom: 0.36 };

/** Coverage by the frame of the person's glasses, 0…1 a texel; null without glasses. */
export function glassesCover(grid: FaceGrid, identity: FaceIdentity): Float32Array | null {
  if (identity.glasses === 'none') return null;
  const cover = new Float32Array(grid.width * grid.height);
  const soft = 0.6 / grid.pxPerUnit;
  const rim = identity.glasses === 'thick' ? 0.026 : 0.012;
  forEachTexel(grid, GLASSES_BOUNDS, (i, x, y) => {
    const side = Math.abs(x);
    const round = ((side - identity.eyeSpacing) / 0.33) ** 4 + ((y - 0.04) / 0.27) ** 4;
    const fromRim = Math.abs(round ** 0.25 - 1) * 0.3;
    const bridge = side < 0.13 ? Math.abs(y + 0.06 + 0.05 * (1 - side / 0.13)) : 1;
    const temple = side > identity.eyeSpacing + 0.33 ? Math.abs(y + 0.06) : 1;
    const line = Math.min(fromRim, bridge, temple);
    cover[i] = 0.9 * smoothstep(rim + soft, Math.max(0, rim - soft), line);
  });
  return cover;
}

/** Lays the frame over eyes and brows. */
export function drawGlasses(layers: FaceLayers, identity: FaceIdentity, cover: Float32Array): void {
  const { grid, gray, shade } = layers;
  const tone = identity.glasses === 'thick' ? 0.08 : 0.22;
  const rect = texelsWithin(grid, GLASSES_BOUNDS);
  for (let row = rect.firstRow; row < rect.lastRow; row++) {
    const end = row * grid.width + rect.lastColumn;
    for (let i = row * grid.width + rect.firstColumn; i < end; i++) {
      gray[i] = gray[i]! + (tone * shade[i]! - gray[i]!) * cover[i]!;
    }
  }
}
