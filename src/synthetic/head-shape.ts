import { clamp, hill, mix, smoothstep } from './curves.js';
import type { FaceIdentity } from './identity.js';

/** Half width of the bare head at height `y`, head units; 0 beyond crown and chin. */
export function headHalfWidth(identity: FaceIdentity, y: number): number {
  if (y <= 0) {
    const t = y / identity.crownY;
    return t >= 1 ? 0 : identity.faceWidth * (1 - t ** 2.35) ** (1 / 2.1);
  }
  const t = y / identity.chinY;
  if (t >= 1) return 0;
  const fall = mix(2.5, 3.5, identity.jaw);
  const roundness = mix(1.55, 1.95, identity.jaw);
  return identity.faceWidth * (1 - t ** fall) ** (1 / roundness);
}

/**
 * Relief of the resting face toward the viewer at (x, y), head units; `halfWidth` is that
 * of the head at `y`.
 */
export function headHeight(
  identity: FaceIdentity,
  halfWidth: number,
  x: number,
  y: number,
): number {
  const side = Math.abs(x);
  const across = clamp(side / Math.max(halfWidth, 0.45), 0, 1);
  const skull =
    0.8 * Math.sqrt(1 - 0.97 * across ** 2.3) - 0.5 * smoothstep(-0.7, identity.crownY, y) ** 2;
  const profile = -0.1 * ((y - 0.25) / 1.2) ** 2;
  const chinFall = -0.5 * smoothstep(identity.chinY - 0.22, identity.chinY + 0.05, y) ** 1.5;
  return (
    skull + profile + chinFall + noseHeight(identity, side, y) + fleshHeight(identity, side, y)
  );
}

/** Ridge, tip and wings of the nose; `side` is |x|. */
function noseHeight(identity: FaceIdentity, side: number, y: number): number {
  const tip = identity.noseLength;
  const along = smoothstep(-0.3, tip, y);
  const rise = mix(0.1, 0.4, along ** 1.3) * smoothstep(-0.34, -0.08, y);
  const under = 1 - smoothstep(tip + 0.005, tip + 0.13, y);
  const spread = mix(0.1, 0.155, along) * identity.noseWidth;
  const ridge = rise * under * hill(side / spread, 0);
  const wing = 0.13 * hill((side - 0.19 * identity.noseWidth) / 0.085, (y - tip - 0.01) / 0.085);
  return ridge + wing;
}

/** Brow ridge, sockets, cheekbones, mouth, chin; `side` is |x|. */
function fleshHeight(identity: FaceIdentity, side: number, y: number): number {
  const { eyeSpacing, mouthY, chinY } = identity;
  return (
    0.06 * hill((side - 0.42) / 0.36, (y - identity.browY) / 0.13) -
    0.13 * hill((side - eyeSpacing) / 0.27, (y + 0.01) / 0.19) +
    0.05 * hill((side - eyeSpacing) / 0.2, (y - 0.01) / 0.1) +
    0.09 * hill((side - 0.6) / 0.28, (y - 0.4) / 0.24) -
    0.05 * hill((side - 0.7) / 0.2, (y - 0.95) / 0.3) +
    0.12 * hill(side / 0.4, (y - mouthY) / 0.25) -
    0.02 * hill(side / 0.05, (y - mouthY + 0.2) / 0.08) -
    0.07 * hill(side / 0.24, (y - mouthY - 0.2) / 0.07) +
    0.13 * hill(side / 0.24, (y - chinY + 0.2) / 0.15)
  );
}

/** Light that reaches folds and hollows whatever its direction, 0…1; `x` may be negative. */
export function ambientOcclusion(identity: FaceIdentity, x: number, y: number): number {
  const side = Math.abs(x);
  const { eyeSpacing, noseLength, noseWidth, mouthY, age } = identity;
  const socket = 0.3 * hill((side - eyeSpacing + 0.03) / 0.27, (y + 0.05) / 0.17);
  const innerCorner = 0.26 * hill((side - 0.2) / 0.085, (y + 0.02) / 0.12);
  const bag = 0.1 * age * hill((side - eyeSpacing) / 0.2, (y - 0.17) / 0.035);
  const underNose = 0.3 * hill(side / (0.19 * noseWidth), (y - noseLength - 0.12) / 0.06);
  const wing = 0.24 * hill((side - 0.27 * noseWidth) / 0.04, (y - noseLength) / 0.09);
  const underLip = 0.2 * hill(side / 0.22, (y - mouthY - 0.19) / 0.045);
  const cheek = 0.1 * age * creaseBesideNose(identity, side, y);
  return (
    (1 - socket) *
    (1 - innerCorner) *
    (1 - bag) *
    (1 - underNose) *
    (1 - wing) *
    (1 - underLip) *
    (1 - cheek)
  );
}

/** The fold from nose to mouth corner that even a resting face has. */
function creaseBesideNose(identity: FaceIdentity, side: number, y: number): number {
  const top = identity.noseLength;
  const along = clamp((y - top) / (identity.mouthY - top), 0, 1);
  const line = mix(0.29, 0.46, along);
  return (
    hill((side - line) / 0.04, 0) * smoothstep(top - 0.1, top + 0.05, y) * smoothstep(1.12, 0.95, y)
  );
}
