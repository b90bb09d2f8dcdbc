import { beardCover } from './beard.js';
import { clamp, hill, mix, smoothstep } from './curves.js';
import { createFaceGrid, type FaceGrid, forEachRow, HEAD_BOUNDS } from './face-grid.js';
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
  forEachRow(grid, HEAD_BOUNDS, (y) => {
    const halfWidth = headHalfWidth(identity, y);
    return (i, x) => {
      height[i] = headHeight(identity, halfWidth, x, y);
    };
  });
  const whole = { firstColumn: 0, lastColumn: grid.width, firstRow: 0, lastRow: grid.height };
  illuminate(grid, height, light, whole, lit);
  const white = 255 * light.level;
  forEachRow(grid, HEAD_BOUNDS, (y) => {
    const faceEdge = outline(headHalfWidth, identity, y);
    const hairEdge = outline(hairHalfWidth, identity, y);
    return (i, x) => {
      const face = outlineCover(faceEdge, x, pxPerUnit);
      const hair = besideNeck(x, y) * outlineCover(hairEdge, x, pxPerUnit);
      const ear = earCover(identity, x, y, pxPerUnit);
      const shade = face > 0 ? white * lit[i]! * ambientOcclusion(identity, x, y) : white * lit[i]!;
      const back = hair > ear ? hairBehind(identity, hairEdge, x, y) : earAlbedo(identity, x, y);
      const front = face > 0 ? frontAlbedo(identity, x, y) : 0;
      layers.gray[i] = mix(back * white * 0.8, front * shade, face);
      layers.shade[i] = shade;
      layers.alpha[i] = 1 - (1 - face) * (1 - hair) * (1 - ear);
    };
  });
  return { layers, height, lit };
}

/** A symmetric outline at one height. */
interface Edge {
  readonly halfWidth: number;
  /** Distance to the edge a unit of sideways distance: small where the edge lies flat. */
  readonly steepness: number;
}

function outline(
  halfWidthAt: (identity: FaceIdentity, y: number) => number,
  identity: FaceIdentity,
  y: number,
): Edge {
  const halfWidth = halfWidthAt(identity, y);
  const below = halfWidthAt(identity, y + 0.01);
  const slope = below > 0 ? (below - halfWidth) / 0.01 : 0;
  return { halfWidth, steepness: 1 / Math.hypot(1, slope) };
}

function outlineCover(edge: Edge, x: number, pxPerUnit: number): number {
  if (edge.halfWidth <= 0) return 0;
  const distance = (edge.halfWidth - Math.abs(x)) * edge.steepness;
  return clamp(0.5 + distance * pxPerUnit * 0.7, 0, 1);
}

/** Skin, or the hair that falls over it. */
function frontAlbedo(identity: FaceIdentity, x: number, y: number): number {
  const hair = hairCover(identity, x, y);
  const skin = hair < 1 ? skinAlbedo(identity, x, y) : 0;
  return hair > 0 ? mix(skin, hairAlbedo(identity, x, y), hair) : skin;
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

function hairBehind(identity: FaceIdentity, edge: Edge, x: number, y: number): number {
  const limb = clamp(Math.abs(x) / Math.max(edge.halfWidth, 0.1), 0, 1);
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
