import { beardCover } from './beard.js';
import { clamp, hill, mix, smoothstep } from './curves.js';
import { createFaceGrid, type FaceGrid, forEachTexel, HEAD_BOUNDS } from './face-grid.js';
import { hairAlbedo, hairCover, hairHalfWidth } from './hair.js';
import { ambientOcclusion, headHalfWidth, headHeight } from './head-shape.js';
import type { FaceIdentity } from './identity.js';
import { illuminate, type Light } from './lighting.js';
import { noiseField } from './noise-field.js';

/** A head as layers over one grid. Brightness is in gray levels, 0…255. */
export interface FaceLayers {
  readonly grid: FaceGrid;
  readonly gray: Float32Array;
  /** Coverage, 0…1. */
  readonly alpha: Float32Array;
  /** Gray of a white surface there: albedo × shade = gray. Lights what is drawn on top. */
  readonly shade: Float32Array;
}

/** The resting head without eyes, brows and mouth, and the relief it was lit by. */
export interface RestingHead {
  readonly layers: FaceLayers;
  readonly height: Float32Array;
  /** Brightness from direction only, 0…1, before occlusion. */
  readonly lit: Float32Array;
}

/** Draws what stays the same while an expression changes. Costs tens of milliseconds. */
export function drawRestingHead(
  identity: FaceIdentity,
  light: Light,
  pxPerUnit: number,
): RestingHead {
  const grid = createFaceGrid(pxPerUnit);
  const size = grid.width * grid.height;
  const height = new Float32Array(size);
  const lit = new Float32Array(size);
  const layers: FaceLayers = {
    grid,
    gray: new Float32Array(size),
    alpha: new Float32Array(size),
    shade: new Float32Array(size),
  };
  forEachTexel(grid, HEAD_BOUNDS, (i, x, y) => {
    height[i] = headHeight(identity, x, y);
  });
  const whole = { firstColumn: 0, lastColumn: grid.width, firstRow: 0, lastRow: grid.height };
  illuminate(grid, height, light, whole, lit);
  const white = 255 * light.level;
  forEachTexel(grid, HEAD_BOUNDS, (i, x, y) => {
    const face = outlineCover(
      headHalfWidth(identity, y),
      headHalfWidth(identity, y + 0.01),
      x,
      pxPerUnit,
    );
    const hairOutside =
      besideNeck(x, y) *
      outlineCover(hairHalfWidth(identity, y), hairHalfWidth(identity, y + 0.01), x, pxPerUnit);
    const ear = earCover(identity, x, y, pxPerUnit);
    const shade = white * lit[i]! * ambientOcclusion(identity, x, y);
    const behind =
      hairOutside > ear
        ? hairBehind(identity, x, y)
        : ear > 0
          ? earAlbedo(identity, x, y)
          : identity.skinTone;
    const front = mix(
      skinAlbedo(identity, x, y),
      hairAlbedo(identity, x, y),
      hairCover(identity, x, y),
    );
    layers.gray[i] = mix(behind * white * 0.8, front * shade, face);
    layers.shade[i] = shade;
    layers.alpha[i] = 1 - (1 - face) * (1 - hairOutside) * (1 - ear);
  });
  return { layers, height, lit };
}

/** Coverage by a symmetric outline of given half width here and 0.01 units lower down. */
function outlineCover(
  halfWidth: number,
  halfWidthBelow: number,
  x: number,
  pxPerUnit: number,
): number {
  if (halfWidth <= 0) return 0;
  const slope = halfWidthBelow > 0 ? (halfWidthBelow - halfWidth) / 0.01 : 0;
  const distance = (halfWidth - Math.abs(x)) / Math.sqrt(1 + slope * slope);
  return clamp(0.5 + distance * pxPerUnit * 0.7, 0, 1);
}

/** Long hair hangs behind the neck, not over it. */
function besideNeck(x: number, y: number): number {
  return 1 - smoothstep(0.95, 1.1, y) * smoothstep(0.62, 0.5, Math.abs(x));
}

function earCover(identity: FaceIdentity, x: number, y: number, pxPerUnit: number): number {
  const dx = (Math.abs(x) - identity.faceWidth - 0.02) / 0.13;
  const dy = (y - 0.24) / 0.33;
  return clamp(0.5 + (1 - Math.hypot(dx, dy)) * 0.13 * pxPerUnit, 0, 1);
}

function earAlbedo(identity: FaceIdentity, x: number, y: number): number {
  const inner = hill((Math.abs(x) - identity.faceWidth - 0.04) / 0.06, (y - 0.22) / 0.2);
  return identity.skinTone * (0.82 - 0.35 * inner);
}

function hairBehind(identity: FaceIdentity, x: number, y: number): number {
  const limb = clamp(Math.abs(x) / Math.max(hairHalfWidth(identity, y), 0.1), 0, 1);
  return hairAlbedo(identity, x, y) * (1 - 0.35 * limb * limb);
}

function skinAlbedo(identity: FaceIdentity, x: number, y: number): number {
  const mottled = 0.05 * (noiseField(x * 5, y * 5, identity.seed) - 0.5);
  const pores = 0.03 * (noiseField(x * 26, y * 26, identity.seed + 1) - 0.5);
  const nostril = nostrilCover(identity, x, y);
  const skin = identity.skinTone * (1 + mottled + pores) * (1 - 0.7 * nostril);
  return mix(skin, identity.hairTone * 1.1, beardCover(identity, x, y));
}

function nostrilCover(identity: FaceIdentity, x: number, y: number): number {
  const { noseLength, noseWidth } = identity;
  return hill((Math.abs(x) - 0.1 * noseWidth) / 0.055, (y - noseLength - 0.07) / 0.03);
}
