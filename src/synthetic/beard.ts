import { mix, smoothstep } from './curves.js';
import type { FaceIdentity } from './identity.js';
import { noiseField } from './noise-field.js';

/** Share of beard hair over the skin at (x, y), 0…1. */
export function beardCover(identity: FaceIdentity, x: number, y: number): number {
  const { beard, mouthY, noseLength } = identity;
  if (beard === 'none' || y < 0.2) return 0;
  const side = Math.abs(x);
  const lip = mouthY - 0.06;
  const moustache =
    smoothstep(noseLength + 0.1, noseLength + 0.17, y) *
    smoothstep(lip + 0.16, lip + 0.02, y - side * 0.28) *
    smoothstep(0.5, 0.4, side);
  const edge = beardEdge(mouthY, side);
  const jaw = smoothstep(edge - 0.05, edge + 0.07, y);
  const grain = 0.75 + 0.5 * noiseField(x * 22, y * 22, identity.seed + 7);
  if (beard === 'moustache') return Math.min(1, 0.85 * moustache * grain);
  const strength = beard === 'full' ? 0.86 : 0.3;
  return Math.min(1, strength * Math.max(moustache, jaw) * grain);
}

/** Upper edge of the beard at `side` = |x|: under the lip, beside the mouth, up to the ear. */
function beardEdge(mouthY: number, side: number): number {
  if (side < 0.26) return mouthY + 0.21;
  if (side < 0.48) return mix(mouthY + 0.21, mouthY - 0.2, (side - 0.26) / 0.22);
  return mix(mouthY - 0.2, 0.28, Math.min(1, (side - 0.48) / 0.42));
}
