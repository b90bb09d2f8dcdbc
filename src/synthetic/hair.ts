import { clamp, hill, mix, smoothstep } from './curves.js';
import { headHalfWidth } from './head-shape.js';
import type { FaceIdentity } from './identity.js';
import { noiseField } from './noise-field.js';

/** Half width of head and hair together at height `y`; 0 where there is no hair. */
export function hairHalfWidth(identity: FaceIdentity, y: number): number {
  const { hair, faceWidth } = identity;
  if (hair === 'bald') return 0;
  const volume = hair === 'long' ? 0.16 : hair === 'parted' ? 0.13 : 0.09;
  if (hair === 'long' && y > -0.2) {
    const hanging = mix(faceWidth + 0.13, 1.14, smoothstep(-0.2, 1.3, y));
    return hanging * clamp((1.78 - y) / 0.75, 0, 1) ** 0.4;
  }
  if (y > 0.25) return 0;
  const cap = headHalfWidth(identity, Math.min(0, y / (1 + volume)));
  return cap + (cap / faceWidth) ** 0.8 * volume * smoothstep(0.28, -0.3, y);
}

/** Height above which the forehead is under hair. */
function hairline(identity: FaceIdentity, x: number): number {
  const across = clamp(Math.abs(x) / identity.faceWidth, 0, 1.2);
  const part = identity.hair === 'parted' ? 0.16 * smoothstep(0.5, -0.7, x) : 0;
  const strands = 0.05 * (noiseField(x * 9, 0, identity.seed) - 0.5);
  const temple = (0.2 - identity.hairlineY) * smoothstep(0.7, 1.02, across);
  return identity.hairlineY + part + strands + temple;
}

/** Share of hair in front of the face at (x, y), 0…1. */
export function hairCover(identity: FaceIdentity, x: number, y: number): number {
  if (identity.hair === 'bald') {
    const side = smoothstep(0.86, 0.98, Math.abs(x) / identity.faceWidth);
    return 0.75 * side * smoothstep(-0.75, -0.4, y) * smoothstep(0.25, 0.1, y);
  }
  const line = hairline(identity, x);
  const below = smoothstep(line + 0.06, line - 0.04, y);
  if (identity.hair !== 'long') return below;
  const curtain = smoothstep(0.9, 1, Math.abs(x) / Math.max(headHalfWidth(identity, y), 0.3));
  return Math.max(below, curtain * smoothstep(-0.4, 0.1, y) * smoothstep(1.4, 1.1, y));
}

/** Albedo of hair at (x, y): strands along the growth and a soft gloss. */
export function hairAlbedo(identity: FaceIdentity, x: number, y: number): number {
  const around = Math.atan2(x, 0.4 - Math.min(y, 0.2)) * 9;
  const strands = noiseField(around * 1.6, y * 1.5, identity.seed + 3) - 0.5;
  const fine = noiseField(around * 5, y * 3, identity.seed + 4) - 0.5;
  const gloss = 0.5 * hill(x / 0.8, (y - identity.crownY - 0.28) / 0.16);
  return clamp(identity.hairTone * (1 + 0.5 * strands + 0.35 * fine + gloss), 0.02, 0.9);
}
