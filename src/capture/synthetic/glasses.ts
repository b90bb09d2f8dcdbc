import { mix, smoothstep } from './curves.js';
import { forEachTexel } from './face-grid.js';
import type { FaceLayers } from './face-layers.js';
import type { FaceIdentity } from './identity.js';

/** Draws the frame of a pair of glasses over eyes and brows, if the person wears one. */
export function drawGlasses(layers: FaceLayers, identity: FaceIdentity): void {
  if (identity.glasses === 'none') return;
  const { grid, gray, shade } = layers;
  const soft = 0.6 / grid.pxPerUnit;
  const rim = identity.glasses === 'thick' ? 0.026 : 0.012;
  const tone = identity.glasses === 'thick' ? 0.08 : 0.22;
  const bounds = { left: -1.02, right: 1.02, top: -0.26, bottom: 0.36 };
  forEachTexel(grid, bounds, (i, x, y) => {
    const side = Math.abs(x);
    const round = ((side - identity.eyeSpacing) / 0.33) ** 4 + ((y - 0.04) / 0.27) ** 4;
    const fromRim = Math.abs(round ** 0.25 - 1) * 0.3;
    const bridge = side < 0.13 ? Math.abs(y + 0.06 + 0.05 * (1 - side / 0.13)) : 1;
    const temple = side > identity.eyeSpacing + 0.33 ? Math.abs(y + 0.06) : 1;
    const line = Math.min(fromRim, bridge, temple);
    const frame = smoothstep(rim + soft, Math.max(0, rim - soft), line);
    gray[i] = mix(gray[i]!, tone * shade[i]!, 0.9 * frame);
  });
}
